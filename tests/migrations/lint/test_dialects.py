"""Linting for MySQL, MariaDB and SQLite."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from tests.migrations.lint.linting import lint_dialect

from backend_data_model.cli import main
from backend_data_model.migrations.lint.fixes import apply_edits
from backend_data_model.migrations.lint.lint import lint

CASES = YAML(typ="safe").load(Path(__file__).with_name("dialects.yaml"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_script(case: dict[str, Any]) -> None:
    result = lint_dialect(
        case["sql"],
        case["engine"],
        *case.get("select", ["MIG"]),
        schema=case.get("schema"),
        version=case.get("version"),
    )
    assert [[finding.line, finding.code] for finding in result.findings] == case["finds"]
    assert len(result.unparsed) == case.get("unparsed", 0)
    if "says" in case:
        assert case["says"] in result.findings[0].help


def test_fixes_name_the_algorithm_and_the_timeout() -> None:
    sql = "alter table t add column a int;\ncreate index i on t (a);\n"
    found = lint_dialect(sql, "mysql", "MIG152", "MIG750")
    fixed, count = apply_edits(sql, [finding.edits for finding in found.findings if finding.edits])
    assert count
    while (more := lint_dialect(fixed, "mysql", "MIG152", "MIG750")).findings:
        fixed, count = apply_edits(fixed, [finding.edits for finding in more.findings if finding.edits])
        assert count
    assert fixed == (
        "SET SESSION lock_wait_timeout = 2;\nalter table t add column a int, ALGORITHM=INSTANT;\n"
        "create index i on t (a) ALGORITHM=INPLACE LOCK=NONE;\n"
    )


def test_the_report_has_the_effect_of_each_statement() -> None:
    schema = "create table t (id int primary key, a int)"
    report = lint("alter table t modify a bigint; alter table t add b int", schema=schema, engine="mysql")
    assert [(one.rewrites, one.hazard) for one in report.statements] == [
        (["t"], "high"),
        ([], "brief_access_exclusive"),
    ]
    assert report.statements[0].locks == [("t", "SHARE")]
    assert (report.engine, report.version) == ("mysql", "8.4")
    lite = lint("alter table t drop column a", schema=schema, engine="sqlite", version="3.45")
    assert lite.statements[0].rewrites == ["t"]


def test_the_command_lints_for_the_engine_with_the_schema_of_a_database_file(tmp_path: Path) -> None:
    database, script = tmp_path / "app.db", tmp_path / "m.sql"
    with sqlite3.connect(database) as connection:
        connection.execute("create table t (id integer primary key, a text)")
    script.write_text("alter table t drop column a;\n")
    found = CliRunner().invoke(main, ["lint", str(script), "-e", "sqlite", "--schema", str(database)])
    assert found.exit_code == 1
    assert "MIG302" in found.output
    assert "MIG160" in found.output


@pytest.mark.parametrize("engine", ["mysql", "sqlite"])
@given(text=st.text(alphabet="ab;'\"`$-/*#\\\n (éALTER TABLE", max_size=60))
def test_no_text_ends_in_a_traceback(engine: Any, text: str) -> None:
    lint_dialect(text, engine)
