"""Scripts of `schemas.yaml` and the schema that each leaves behind, and laws that hold for any text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from tests.engines.mysql.describe import described

from backend_data_model.engines.mysql.grammar import check_grammar
from backend_data_model.engines.mysql.read import read_ddl
from backend_data_model.engines.split import split_statements

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = YAML(typ="safe").load(HERE / "schemas.yaml")
STATEMENTS: list[str] = [case["sql"] for case in YAML(typ="safe").load(HERE / "statements.yaml")]
NOTED = {"implicit_fk_indexes", "ignored_foreign_keys", "ignored_references", "invisible_indexes", "invisible_columns"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_schema(case: dict[str, Any]) -> None:
    schema = read_ddl(case["sql"])
    assert described(schema) == case["tables"]
    options = {t.name: {k: v for k, v in t.options.items() if k in NOTED} for t in schema.tables}
    assert {name: noted for name, noted in options.items() if noted} == case.get("options", {})
    assert [f"{entry.position}: {entry.reason}" for entry in schema.unparsed] == case.get("unparsed", [])
    assert schema.ignored == case.get("ignored", {})
    assert [f"{view.name}: {view.definition}" for view in schema.views] == case.get("views", [])
    assert [f"{trigger.name} on {trigger.table}" for trigger in schema.triggers] == case.get("triggers", [])
    assert schema.version == case.get("version")


def test_positions_are_those_of_the_file() -> None:
    schema = read_ddl("-- a\n\nCREATE TABLE t (\n  a INT,\n  b INT UNIQUE,\n  CHECK (a > 0)\n);", source="x.sql")
    (table,) = schema.tables
    assert str(table.position) == "x.sql:3:1"
    assert [str(column.position) for column in table.columns] == ["x.sql:4:3", "x.sql:5:3"]
    assert str(table.checks[0].position) == "x.sql:6:3"


def test_mariadb_makes_a_foreign_key_of_a_columns_references() -> None:
    text = "-- Server version\t10.11.6-MariaDB\nCREATE TABLE p (id INT PRIMARY KEY);"
    text += "CREATE TABLE c (a INT REFERENCES p (id));"
    assert [key.columns for key in read_ddl(text).tables[1].foreign_keys] == [["a"]]


def test_a_change_that_fails_leaves_the_table_as_it_was() -> None:
    schema = read_ddl("CREATE TABLE t (a INT); ALTER TABLE t ADD b INT, DROP COLUMN missing;")
    assert [column.name for column in schema.tables[0].columns] == ["a"]
    assert len(schema.unparsed) == 1


@pytest.mark.parametrize(
    "text",
    [
        "CREATE TABLE t (a INT CHECK (" + "(" * 5000 + "a" + ")" * 5000 + "))",
        "SELECT " + "(SELECT " * 3000 + "1" + ")" * 3000,
        "/*" * 1000,
        "`" * 999,
        "CREATE TABLE t (" + ",".join(f"c{i} INT" for i in range(5000)) + ")",
        "\x00\ufeff;;;",
    ],
    ids=["parentheses", "subqueries", "comments", "backticks", "columns", "control characters"],
)
def test_hostile_text_ends_in_a_list_not_a_traceback(text: str) -> None:
    schema = read_ddl(text)
    assert schema.statements == len(split_statements(text, "mysql"))
    check_grammar(text)


PIECES = st.sampled_from(sorted({word for sql in STATEMENTS for word in sql.split()}))


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=25))
def test_any_sequence_of_words_is_counted(words: list[str]) -> None:
    text = " ".join(words)
    schema = read_ddl(text)
    assert schema.statements == len(split_statements(text, "mysql"))
    assert len(schema.unparsed) + sum(schema.ignored.values()) <= schema.statements
    assert len(check_grammar(text)) == schema.statements


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(STATEMENTS), st.data())
def test_a_statement_cut_short_never_raises(sql: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(sql)))
    read_ddl(sql[:cut])
    check_grammar(sql[:cut])


def test_reading_is_deterministic() -> None:
    for case in CASES:
        assert read_ddl(case["sql"]) == read_ddl(case["sql"])
