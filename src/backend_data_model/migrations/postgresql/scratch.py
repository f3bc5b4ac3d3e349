"""Loads DDL into scratch databases, where PostgreSQL itself says what it means."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from backend_data_model.engines.split import split_statements
from backend_data_model.migrations.postgresql.emit.names import quoted
from backend_data_model.model.errors import EngineUnavailable, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

    from backend_data_model.engines.postgresql.server import PostgresServer
    from backend_data_model.engines.split import Statement

Connection = "psycopg.Connection[tuple[Any, ...]]"
_NO_ROLE = re.compile(r'role "(?P<name>.+)" does not exist')
_MOST_ROLES = 200
_AT_ONCE = 100
_CONTROL = re.compile(
    r"(?i)(begin|start\s+transaction|commit|end|rollback|abort|savepoint|release|prepare\s+transaction)\b"
)
_MISSING_EXTENSION = {"0A000", "58P01", "22023"}


@contextmanager
def loaded(
    server: PostgresServer, ddl: str, source: str | None = None
) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """A scratch database with the schema of `ddl`; it and the roles made for it are dropped afterwards.

    Raises InputError with the place of the first statement that the server refuses, and EngineUnavailable for an
    extension that it does not have.
    """
    with server.database(roles_of=ddl) as connection:
        load_quietly(connection, ddl, source)
        yield connection


def load_quietly(connection: psycopg.Connection[tuple[Any, ...]], ddl: str, source: str | None = None) -> None:
    """Run a script as `load` does, without notices and without a look into the bodies of functions."""
    connection.execute("set client_min_messages = error")
    connection.execute("set check_function_bodies = off")
    load(connection, ddl, source)
    connection.execute("reset all")


def load(connection: psycopg.Connection[tuple[Any, ...]], ddl: str, source: str | None = None) -> None:
    """Run a script; roles that it names and that are missing are made.

    Many statements go in one message, where each message is one transaction; a message that fails has done nothing and
    is sent again statement by statement, which finds the place of the error.
    """
    import psycopg

    statements = [one for one in split_statements(ddl, "postgresql", source) if not one.is_client_command]
    for first in range(0, len(statements), _AT_ONCE):
        together = statements[first : first + _AT_ONCE]
        if len(together) > 1 and _is_idle(connection) and not any(_CONTROL.match(one.sql) for one in together):
            try:
                connection.execute("\n;\n".join(one.sql for one in together).encode())
                continue
            except psycopg.Error:
                if connection.broken:
                    raise
        for one in together:
            _run(connection, one)


def _is_idle(connection: psycopg.Connection[tuple[Any, ...]]) -> bool:
    return connection.info.transaction_status == _IDLE


def run_with_roles(connection: psycopg.Connection[tuple[Any, ...]], sql: str) -> None:
    """Run one statement; a role that it names and that is missing is made first."""
    import psycopg

    for _ in range(_MOST_ROLES):
        try:
            connection.execute(sql.encode())
        except psycopg.Error as error:
            missing = _NO_ROLE.search(str(error))
            if missing and error.sqlstate == "42704" and _is_idle(connection):
                connection.execute(f"create role {quoted(missing['name'])}".encode())
                continue
            raise
        return


def _run(connection: psycopg.Connection[tuple[Any, ...]], statement: Statement) -> None:
    import psycopg

    try:
        run_with_roles(connection, statement.sql)
    except psycopg.Error as error:
        if connection.broken:
            raise
        message = str(error).strip().partition("\n")[0]
        if error.sqlstate in _MISSING_EXTENSION and "extension" in message:
            raise EngineUnavailable(
                f"{statement.position}: this PostgreSQL lacks an extension: {message}",
                help="Plan with --url on a server that has it.",
            ) from error
        raise InputError(
            f"PostgreSQL refuses this statement: {message} [{error.sqlstate}]",
            position=statement.position,
            help="A plan needs both schemas to load from nothing, in order.",
        ) from error


_IDLE = 0
