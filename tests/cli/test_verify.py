"""`bdm verify` as a user runs it: targets, formats, exit codes, clear errors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from backend_data_model.cli import main

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """\
CREATE TABLE books (
    id integer PRIMARY KEY AUTOINCREMENT,
    title text NOT NULL CONSTRAINT books_title_given CHECK (length(title) > 0),
    isbn text UNIQUE
) STRICT;
"""
MODEL = """\
bdm: 1
entities:
  author:
    attributes: {name: {type: text}}
  book:
    attributes: {title: {type: text}, status: {type: text, values: [in_print, out_of_print]}}
relationships:
  - {entity: book, role: author, target: author}
"""


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(main, ["verify", *arguments], input=given)


def test_a_good_schema_is_proved(here: Path) -> None:
    (here / "schema.sql").write_text(GOOD)
    result = run("schema.sql", "--verbose")
    assert result.exit_code == 0, result.output
    assert "proved      check        books.books_title_given" in result.stdout
    assert "0 failed, 0 not checked" in result.stdout


def test_json_from_standard_input() -> None:
    result = run("-", "--engine", "sqlite", "--format", "json", given=GOOD)
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert report["ok"] is True
    assert report["counts"]["constraints"]["failed"] == 0
    assert {c["status"] for c in report["constraints"]} == {"proved"}
    assert report["statements"][0]["rung"] == "proved"


def test_a_statement_that_does_not_load_is_a_finding_at_its_line(here: Path) -> None:
    (here / "schema.sql").write_text(GOOD + "\nCREATE INDEX i ON nowhere (x);\n")
    result = run("schema.sql")
    assert result.exit_code == 1
    assert "failed      schema.sql:7:1" in result.stdout
    assert "no such table" in result.stdout


def test_a_directory_reports_positions_in_its_files(here: Path) -> None:
    (here / "db").mkdir()
    (here / "db" / "V1__a.sql").write_text(GOOD)
    (here / "db" / "V2__b.sql").write_text("\nCREATE TABLE books (id integer PRIMARY KEY AUTOINCREMENT);\n")
    result = run("db")
    assert result.exit_code == 1
    assert "db/V2__b.sql:2:1" in result.stdout


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_model_is_designed_and_verified(here: Path, engine: str) -> None:
    (here / "model.yaml").write_text(MODEL)
    result = run("model.yaml", "--engine", engine)
    if result.exit_code == 3:
        pytest.skip(result.stderr)
    assert result.exit_code == 0, result.output
    assert "0 failed, 0 not checked" in result.stdout


def test_what_is_missing_or_does_not_fit_is_bad_input(here: Path) -> None:
    assert run("absent.sql").exit_code == 2
    (here / "schema.sql").write_text(GOOD)
    result = run("schema.sql", "--engine", "sqlite", "--url", "postgresql://localhost/x")
    assert result.exit_code == 2
    (here / "model.yaml").write_text(MODEL)
    assert run("model.yaml", "schema.sql").exit_code == 2


def test_a_server_that_is_not_there_has_its_own_exit_code(here: Path) -> None:
    (here / "schema.sql").write_text("CREATE TABLE t (id bigint PRIMARY KEY);")
    result = run("schema.sql", "--url", "postgresql://localhost:1/none")
    assert result.exit_code == 3
    assert "cannot be reached" in result.stderr
