"""What the catalog says beyond what scripts say, and what is never shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backend_data_model.engines.postgresql.live import read_connection, read_url, without_password
from backend_data_model.model.errors import EngineUnavailable, InputError

if TYPE_CHECKING:
    from backend_data_model.engines.postgresql.server import PostgresServer


@pytest.fixture(scope="module")
def server() -> PostgresServer:
    from backend_data_model.engines.postgresql.server import shared_postgres

    try:
        return shared_postgres()
    except EngineUnavailable as error:
        pytest.skip(f"no PostgreSQL: {error}")


def test_a_url_is_read_and_nothing_is_written(server: PostgresServer) -> None:
    with server.database() as connection:
        connection.execute("CREATE TABLE t (id bigint PRIMARY KEY, a int CHECK (a > 0))")
        socket, name = server.connection_info["host"], connection.info.dbname
        schema = read_url(f"postgresql://postgres@/{name}?host={socket}")
    assert [(table.name, [column.type for column in table.columns]) for table in schema.tables] == [
        ("t", ["bigint", "integer"])
    ]
    assert schema.version == server.version
    assert schema.source


def test_what_has_no_place_in_the_schema_is_listed(server: PostgresServer) -> None:
    with server.database() as connection:
        connection.execute("CREATE TYPE pair AS (x int, y int)")
        connection.execute("CREATE TABLE t (a int, p pair)")
        connection.execute("CREATE RULE r AS ON INSERT TO t DO NOTHING")
        connection.execute("CREATE AGGREGATE total (int) (SFUNC = int4pl, STYPE = int)")
        connection.execute("CREATE STATISTICS s ON a, p FROM t")
        schema = read_connection(connection)
    assert [(item.sql, item.reason.partition(" is not")[0]) for item in schema.unparsed] == [
        ("pair", "a composite type"),
        ("r on t", "a rewrite rule"),
        ("total(integer)", "an aggregate"),
        ("s", "extended statistics"),
    ]


def test_an_empty_database(server: PostgresServer) -> None:
    with server.database() as connection:
        schema = read_connection(connection)
    assert (schema.tables, schema.unparsed, schema.namespaces) == ([], [], [])


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://bob:pw@h/d", "postgresql://bob:***@h/d"),
        ("postgresql://bob:p:w@x@h/d", "postgresql://bob:***@h/d"),
        ("postgresql://bob@h/d?password=pw&sslmode=require", "postgresql://bob@h/d?password=***&sslmode=require"),
        ("postgresql://h/d", "postgresql://h/d"),
    ],
)
def test_passwords_are_not_shown(url: str, shown: str) -> None:
    assert without_password(url) == shown


def test_a_url_that_is_none() -> None:
    with pytest.raises(InputError, match="not a PostgreSQL URL"):
        read_url("postgresql://h/d?nosuch=1")
