"""`bdm lint` from the outside: exit codes, formats, the schema, fixes, settings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from backend_data_model import lint
from backend_data_model.cli import main

if TYPE_CHECKING:
    from pathlib import Path

INDEX = "CREATE INDEX orders_state ON orders (state); -- for the queue\n"


def run(*arguments: str, text: str | None = None) -> Result:
    """The command with these arguments."""
    return CliRunner().invoke(main, ["lint", *arguments], input=text)


def test_exit_codes(tmp_path: Path) -> None:
    file = tmp_path / "x.sql"
    file.write_text(INDEX, encoding="utf-8")
    assert run(str(file)).exit_code == 1
    assert run(str(file), "--exit-zero").exit_code == 0
    assert run("-", text="SELECT 1;").exit_code == 0
    assert run(str(tmp_path / "none.sql")).exit_code == 2
    assert run(str(file), "--select", "MIG999").exit_code == 2
    assert run(str(file), "--engine-version", "9").exit_code == 2


@pytest.mark.parametrize("fmt", ["human", "json", "sarif", "github", "gitlab", "markdown"])
def test_every_format_names_the_rule_and_the_safe_form(fmt: str) -> None:
    shown = run("-", "--format", fmt, text=INDEX).stdout
    assert "MIG101" in shown
    assert "CONCURRENTLY" in shown


def test_the_schema_lets_pass_what_costs_nothing(tmp_path: Path) -> None:
    schema = tmp_path / "schema.sql"
    schema.write_text("CREATE TABLE users (id bigint PRIMARY KEY, name varchar(20));", encoding="utf-8")
    change = "SET lock_timeout = '1s'; SET statement_timeout = '1s'; ALTER TABLE users ALTER name TYPE varchar(50);"
    assert run("-", text=change).exit_code == 1
    assert run("-", "--schema", str(schema), text=change).exit_code == 0
    rewrite = change.replace("varchar(50)", "varchar(5)")
    assert run("-", "--schema", str(schema), text=rewrite).exit_code == 1


def test_fix_writes_the_file_and_keeps_comments(tmp_path: Path) -> None:
    file = tmp_path / "x.sql"
    file.write_text(INDEX, encoding="utf-8")
    assert run(str(file), "--fix", "--select", "MIG101").exit_code == 1
    assert file.read_text(encoding="utf-8") == INDEX.replace("INDEX ", "INDEX CONCURRENTLY ", 1)
    assert run(str(file), "--select", "MIG101").exit_code == 0


def test_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bdm.toml").write_text('[lint]\nignore = ["MIG"]\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert run("-", text=INDEX).exit_code == 0
    (tmp_path / "bdm.toml").write_text('[lint]\nignored = ["MIG"]\n', encoding="utf-8")
    assert run("-", text=INDEX).exit_code == 2


def test_the_verb_tells_effects_and_findings() -> None:
    report = lint(INDEX, schema="CREATE TABLE orders (id bigint PRIMARY KEY, state text);")
    assert report.statements[0].hazard == "high"
    assert ("public.orders", "SHARE") in report.statements[0].locks
    assert [finding.code for finding in report.findings if finding.severity == "error"] == ["MIG101"]
    assert report.findings[0].help


def test_explain_knows_the_rules() -> None:
    shown = CliRunner().invoke(main, ["explain", "MIG101"]).stdout
    assert "Building Indexes Concurrently" in shown
    listed = json.loads(CliRunner().invoke(main, ["explain", "--list", "--format", "json"]).stdout)
    assert {"BDM101", "MIG101"} <= {rule["code"] for rule in listed}


@pytest.mark.parametrize(
    ("name", "beside", "tool"),
    [
        ("V2__x.sql", {}, "flyway"),
        ("deploy/x.sql", {"sqitch.plan": "x 2025-01-01T00:00:00Z A <a@b.c> # x"}, "sqitch"),
        ("2025_x.sql", {"atlas.sum": "h1:"}, "atlas"),
        ("x.psql", {}, "sql"),
    ],
)
def test_fix_writes_the_files_of_tools_that_hold_plain_sql(
    name: str, beside: dict[str, str], tool: str, tmp_path: Path
) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    for other, text in beside.items():
        (tmp_path / other).write_text(text, encoding="utf-8")
    # Alone in its file and outside of any transaction, for that is how CONCURRENTLY has to run.
    before = (
        ("-- atlas:txmode none\n\n" if tool == "atlas" else "")
        + ("\\set ON_ERROR_STOP on\n" if tool == "sql" else "")
        + INDEX
    )
    (tmp_path / name).write_text(before, encoding="utf-8")
    if tool == "flyway":
        (tmp_path / f"{name}.conf").write_text("executeInTransaction=false", encoding="utf-8")
    result = run(str(tmp_path / name), "--fix", "--select", "MIG101")
    after = (tmp_path / name).read_text(encoding="utf-8")
    assert after == before.replace("CREATE INDEX", "CREATE INDEX CONCURRENTLY")
    assert ("atlas migrate hash" in result.stderr) == (tool == "atlas")


def test_the_fix_of_a_python_migration_is_shown_and_not_written(tmp_path: Path) -> None:
    file = tmp_path / "x.py"
    text = "from alembic import op\n\ndef upgrade():\n    op.create_index('orders_a', 'orders', ['a'])\n"
    file.write_text(text, encoding="utf-8")
    assert "CREATE INDEX CONCURRENTLY orders_a ON orders (a);" in run(str(file), "--fix").stdout
    assert file.read_text(encoding="utf-8") == text
