"""Reading SQLite scripts and files; SQLAlchemy's reflection is the second opinion."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.agreement import facts

from backend_data_model.engines.split import split_statements
from backend_data_model.engines.sqlite.live import file_path, read_url
from backend_data_model.engines.sqlite.read import read_ddl, statement_kind
from backend_data_model.engines.sqlite.read_create import parse_create_table

SCRIPT = Path(__file__).with_name("migrations.sql").read_text()
BENCH = Path(os.environ.get("BDM_BENCH_SCHEMAS", Path(__file__).parents[4] / "shared" / "bench" / "schemas"))
BENCH_FILES = sorted((BENCH / "sqlite").glob("*.sql"))


def build(text: str, path: Path) -> None:
    """Run the structure of a script into a file with sqlite3 alone."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in split_statements(text, "sqlite"):
            if statement_kind(statement) == (None, None):
                try:
                    connection.execute(statement.sql)
                except sqlite3.Error:
                    continue


def test_what_the_script_leaves_behind() -> None:
    schema = read_ddl(SCRIPT, "m.sql")
    assert [table.name for table in schema.tables] == [
        "parent",
        "odd table",
        "strict_one",
        "not_rowid",
        "parent2",
        "from_query",
    ]
    odd = schema.tables[1]
    assert [(c.name, c.type, c.nullable, c.default) for c in odd.columns] == [
        ("id", "INTEGER", False, None),
        ("name", "VARCHAR(20)", False, "'x, y)'"),
        ("doubled", "INT", True, None),
        ("kept", "", True, None),
        ("x", "INT", True, None),
        ("why", "INT", True, None),
        ("z", "REAL", True, "1 + 2"),
        ("a b", "TEXT", True, None),
        ("c d", "long type", True, "-1"),
        ("extra", "INT", True, None),
    ]
    assert odd.columns[0].identity
    assert odd.options == {"autoincrement": "true"}
    assert [(c.generated, c.generated_stored) for c in odd.columns[2:4]] == [("id * 2", False), ("id", True)]
    assert odd.columns[1].collation == "NOCASE"
    assert [(check.name, check.expression) for check in odd.checks] == [
        ("not_a", "name <> 'a,)'"),
        (None, "extra > 0"),
        (None, "why > 0 OR (why IS NULL)"),
    ]
    assert [unique.columns for unique in odd.uniques] == [["name", "why"]]
    keys = [(k.name, k.columns, k.ref_table, k.ref_columns, k.on_delete, k.on_update) for k in odd.foreign_keys]
    assert keys == [
        (None, ["x"], "parent", ["a", "b"], "no action", None),
        (None, ["extra"], "parent2", ["id"], "cascade", None),
        ("to_parent", ["x", "why"], "parent", ["a", "b"], "set null", "cascade"),
    ]
    (index,) = odd.indexes
    assert (index.unique, index.where) == (True, "why > 0")
    assert [(k.column, k.expression, k.descending) for k in index.keys] == [
        (None, "lower(name)", True),
        ("why", None, False),
        ("a b", None, True),
    ]


def test_other_tables_of_the_script() -> None:
    schema = read_ddl(SCRIPT)
    strict, not_rowid, renamed, copied = schema.tables[2:]
    assert (strict.strict, strict.without_rowid) == (True, True)
    assert [column.nullable for column in strict.columns] == [False, False, True]
    assert not_rowid.columns[0].nullable
    assert not_rowid.columns[0].identity is None
    assert not_rowid.columns[1].default is None
    assert [unique.columns for unique in renamed.uniques] == [["n"]]
    assert [(column.name, column.type) for column in copied.columns] == [("id", "INT"), ("name", "TEXT")]
    assert schema.views[0].definition == "WITH q AS (SELECT 1) SELECT * FROM q"
    assert (schema.triggers[0].name, schema.triggers[0].table) == ("t", "parent")


def test_every_statement_is_taken_ignored_or_listed() -> None:
    schema = read_ddl(SCRIPT, "m.sql")
    assert schema.ignored == {"PRAGMA": 1, "shell command": 1, "transaction control": 2, "INSERT": 1}
    assert [(str(item.position), item.reason) for item in schema.unparsed] == [
        ("m.sql:36:1", 'table "odd table" already exists'),
        ("m.sql:37:1", "no such function: nosuch"),
        ("m.sql:38:1", "a virtual table is not part of the schema model"),
        ("m.sql:39:1", "no such table: main.nowhere"),
    ]
    assert schema.statements == len(split_statements(SCRIPT, "sqlite"))


def test_positions() -> None:
    odd = read_ddl(SCRIPT, "m.sql").tables[1]
    assert str(odd.position) == "m.sql:6:1"
    assert [column.position.line for column in odd.columns if column.position] == [7, 8, 9, 10, 11, 12, 13, 14, 15, 23]
    assert odd.checks[0].position
    assert str(odd.checks[0].position) == "m.sql:8:62"
    assert str(odd.foreign_keys[0].position) == "m.sql:11:11"


@pytest.mark.parametrize(
    "text",
    [SCRIPT, *(pytest.param(path.read_text(), id=path.stem) for path in BENCH_FILES)],
)
def test_a_file_says_what_its_script_says(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a b%.db"
    build(text, path)
    before = path.read_bytes()
    assert facts(read_url(str(path))) == facts(read_ddl(text))
    assert path.read_bytes() == before


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
@pytest.mark.parametrize(
    "text",
    [SCRIPT, *(pytest.param(path.read_text(), id=path.stem) for path in BENCH_FILES)],
)
def test_agrees_with_sqlalchemy(text: str, tmp_path: Path) -> None:
    from sqlalchemy import create_engine, inspect

    path = tmp_path / "x.db"
    build(text, path)
    engine = create_engine(f"sqlite:///{path}")
    inspector = inspect(engine)
    schema = read_ddl(text)
    for table in schema.tables:
        primary = inspector.get_pk_constraint(table.name)["constrained_columns"]
        assert sorted(table.primary_key.columns if table.primary_key else []) == sorted(primary)
        columns = inspector.get_columns(table.name)
        assert [column.name for column in table.columns] == [column["name"] for column in columns]
        keys = {(tuple(k["constrained_columns"]), k["referred_table"]) for k in inspector.get_foreign_keys(table.name)}
        assert {(tuple(key.columns), key.ref_table) for key in table.foreign_keys} == keys
        assert len(table.checks) == len(inspector.get_check_constraints(table.name))
        ours = {index.name for index in table.indexes if all(key.column for key in index.keys)}
        assert ours == {
            index["name"] for index in inspector.get_indexes(table.name) if None not in index["column_names"]
        }
    engine.dispose()


def test_runaway_statements_are_stopped_one_by_one() -> None:
    endless = "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c"
    schema = read_ddl(f"CREATE TABLE a AS {endless}; CREATE TABLE b (x INT);")
    assert [table.name for table in schema.tables] == ["b"]
    assert schema.unparsed[0].reason == "interrupted"


def test_nothing_outside_is_touched(tmp_path: Path) -> None:
    path = tmp_path / "out.db"
    schema = read_ddl(f"ATTACH '{path}' AS o; CREATE TABLE o.t (a INT); VACUUM INTO '{path}';")
    assert not path.exists()
    assert schema.ignored == {"ATTACH": 1, "VACUUM": 1}
    assert len(schema.unparsed) == 1


@given(st.text(alphabet="ab(),'\"`[]-/* \n;CREATETABLEtxINTREFERENCES1", max_size=80))
@settings(max_examples=300, deadline=None)
def test_no_text_breaks_the_readers(text: str) -> None:
    parse_create_table(f"CREATE TABLE t (a {text}")
    read_ddl(f"CREATE TABLE t ({text}); {text}")


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///rel.db", "rel.db"),
        ("sqlite:////abs/x.db", "/abs/x.db"),
        ("sqlite3:///a%20b.db?mode=ro", "a b.db"),
        ("plain.db", "plain.db"),
    ],
)
def test_file_path(url: str, path: str) -> None:
    assert file_path(url) == Path(path)
