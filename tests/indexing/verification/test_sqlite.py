"""Advice verified on SQLite: a copy of a file, or what a script makes; the file of the user is only read."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from backend_data_model.cli import main
from backend_data_model.engines.dispatch import read_ddl
from backend_data_model.indexing.statements.files import read_queries
from backend_data_model.indexing.verification.source import Source
from backend_data_model.indexing.verification.sqlite.verify import verify_on_sqlite

if TYPE_CHECKING:
    from backend_data_model.indexing.advice import IndexAdvice

HERE = Path(__file__).parent
DDL = (HERE / "library.sql").read_text(encoding="utf-8")
ROWS = (HERE / "library_rows.sql").read_text(encoding="utf-8")
QUERIES = (HERE / "library_queries.sql").read_text(encoding="utf-8")


def _verify(source: Source) -> IndexAdvice:
    schema = read_ddl(DDL, "sqlite")
    return verify_on_sqlite(schema, read_queries(QUERIES, "sqlite"), source, 30, lambda message: None)


@pytest.fixture(scope="module")
def verified() -> IndexAdvice:
    return _verify(Source(DDL, data=ROWS))


def test_what_wins_is_kept(verified: IndexAdvice) -> None:
    by_query = {query: one for one in verified.advice for query in one.queries}
    assert "(member_id, lent_on" in by_query["of_member"].create
    assert "WHERE status = 'open'" in by_query["open_loans"].create
    assert "(lent_on" in by_query["between"].create
    assert "(member_id" in by_query["give_back"].create
    assert verified.verified_on is not None
    assert "SQLite" in verified.verified_on
    assert "21,000 rows of your data script" in verified.verified_on


def test_measurements_are_of_plans_that_use_the_index(verified: IndexAdvice) -> None:
    for one in verified.advice:
        assert one.measured is not None
        assert one.measured["bytes"] > 0
        for both in one.measured["queries"].values():
            assert any(one.name in plan for plan in both["after"]["plan"])
            assert not any(one.name in plan for plan in both["before"]["plan"])
            assert both["after"]["cost"] < both["before"]["cost"]


def test_what_no_index_helps_gets_none(verified: IndexAdvice) -> None:
    assert {one.query for one in verified.refused} >= {"by_key", "everything"}
    assert not any("not verified" in note for _, note in verified.notes)


def test_a_file_is_copied_and_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a library.db"
    connection = sqlite3.connect(path)
    connection.executescript(DDL + ROWS)
    connection.close()
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    found = _verify(Source(DDL, url=f"sqlite:///{path}"))
    assert found.verified_on is not None
    assert "a copy of the database" in found.verified_on
    assert any("member_id" in one.create for one in found.advice)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


def test_the_command_takes_a_file_as_schema_and_rows(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    connection = sqlite3.connect(path)
    connection.executescript(DDL + ROWS)
    connection.close()
    (tmp_path / "queries.sql").write_text(QUERIES)
    command = ["advise", "index", "--schema", str(path), "--queries", str(tmp_path / "queries.sql"), "-f", "json"]
    result = CliRunner().invoke(main, [*command, "--url", str(path)])
    assert result.exit_code == 0, result.stderr
    assert "SQLite" in json.loads(result.stdout)["verified_on"]
    refused = CliRunner().invoke(main, [*command, "--url", "postgresql://user:secret@localhost/shop"])
    assert refused.exit_code == 2
    assert "secret" not in refused.stderr


def test_without_rows_nothing_is_verified() -> None:
    found = _verify(Source(DDL))
    assert found.verified_on is None
    assert found.advice
    assert any("no rows" in text for text in found.assumed)
