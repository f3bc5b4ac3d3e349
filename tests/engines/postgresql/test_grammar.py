"""The verdicts of the grammar and the rules, against those of a real PostgreSQL 18."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from backend_data_model.engines.postgresql.grammar import check_grammar
from backend_data_model.model.errors import EngineUnavailable, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

CASES: dict[str, Any] = YAML(typ="safe").load(Path(__file__).with_name("grammar_cases.yaml").read_text())


@pytest.fixture(scope="module")
def connection() -> Iterator[psycopg.Connection[Any]]:
    from backend_data_model.engines.postgresql.server import shared_postgres

    try:
        server = shared_postgres()
    except EngineUnavailable as error:
        pytest.skip(f"no PostgreSQL: {error}")
    if server.version_tuple < (18,):
        pytest.skip(f"the cases are for PostgreSQL 18, here is {server.version}")
    with server.database() as opened:
        opened.execute(CASES["prelude"])
        yield opened


def engine_accepts(connection: psycopg.Connection[Any], sql: str) -> bool:
    import psycopg

    try:
        with connection.transaction(force_rollback=True):
            connection.execute(sql.encode())
    except psycopg.Error:
        return False
    return True


@pytest.mark.parametrize("sql", CASES["accepted"])
def test_accepts_what_the_server_accepts(sql: str, connection: psycopg.Connection[Any]) -> None:
    (verdict,) = check_grammar(sql)
    assert (verdict.accepted, verdict.message) == (True, None)
    assert engine_accepts(connection, sql)


@pytest.mark.parametrize("sql", CASES["refused"])
def test_refuses_what_the_server_refuses(sql: str, connection: psycopg.Connection[Any]) -> None:
    verdict = check_grammar(sql)[0]
    assert verdict.accepted is False
    assert verdict.message
    assert verdict.code
    assert not engine_accepts(connection, sql)


@pytest.mark.parametrize("sql", CASES["open"])
def test_leaves_open_what_depends_on_the_database(sql: str) -> None:
    (verdict,) = check_grammar(sql)
    assert verdict.accepted is None
    assert verdict.message


@pytest.mark.parametrize(("version", "sql"), CASES["old_version"])
def test_refuses_what_is_newer_than_the_server(version: str, sql: str) -> None:
    (old,) = check_grammar(sql, version)
    assert old.accepted is False
    assert version in (old.message or "")
    assert check_grammar(sql, "18")[0].accepted is True


def test_names_made_by_the_script_are_known() -> None:
    script = """
        CREATE TYPE enum AS ENUM ('a'); CREATE DOMAIN datetime AS timestamptz; CREATE EXTENSION citext;
        CREATE FUNCTION getdate() RETURNS timestamptz LANGUAGE sql RETURN now();
        CREATE TABLE t (a enum, b datetime DEFAULT getdate(), c citext);
    """
    assert [verdict.accepted for verdict in check_grammar(script)] == [True] * 5


def test_positions_and_client_commands() -> None:
    verdicts = check_grammar("\\set x 1\n\n  SELEC 1;")
    assert [(v.accepted, v.position.line, v.position.column) for v in verdicts] == [(None, 1, 1), (False, 3, 3)]


def test_a_version_that_is_none() -> None:
    with pytest.raises(InputError, match="version"):
        check_grammar("SELECT 1", "latest")
