"""Loads DDL into a database in memory, where SQLite itself says what it means."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from backend_data_model.engines.split import split_statements
from backend_data_model.engines.sqlite.server import inside_only
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def loaded(ddl: str, source: str | None = None) -> Iterator[sqlite3.Connection]:
    """A fresh database with the schema of `ddl`; InputError with the place of the first statement that is refused."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.set_authorizer(inside_only)
        for statement in split_statements(ddl, "sqlite", source):
            if statement.is_client_command:
                continue
            try:
                connection.execute(statement.sql)
            except (sqlite3.Error, sqlite3.Warning) as error:
                raise InputError(
                    f"SQLite refuses this statement: {error}",
                    position=statement.position,
                    help="A plan needs both schemas to load from nothing, in order.",
                ) from error
        if connection.in_transaction:
            connection.execute("commit")
        yield connection
