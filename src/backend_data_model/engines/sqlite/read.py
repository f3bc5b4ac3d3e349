"""The schema that an SQLite script leaves behind: SQLite itself runs its DDL in memory, then its catalog is read.

Data is not loaded and nothing outside the memory is touched.  What SQLite refuses is in `unparsed` with its message.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from backend_data_model.engines.lines import LineIndex
from backend_data_model.engines.split import split_statements
from backend_data_model.engines.sqlite.read_catalog import read_connection
from backend_data_model.engines.sqlite.read_positions import Places
from backend_data_model.engines.sqlite.read_tokens import tokenize
from backend_data_model.model.schema import Schema, Unparsed

if TYPE_CHECKING:
    from backend_data_model.engines.split import Statement

_STRUCTURE = frozenset({"CREATE", "ALTER", "DROP"})
_IGNORED = {
    "BEGIN": "transaction control",
    "COMMIT": "transaction control",
    "END": "transaction control",
    "SAVEPOINT": "transaction control",
    "RELEASE": "transaction control",
    "REPLACE": "INSERT",
    "VALUES": "SELECT",
    "WITH": "SELECT",
}
_DATA = frozenset(
    {"INSERT", "UPDATE", "DELETE", "SELECT", "PRAGMA", "ANALYZE", "VACUUM", "REINDEX", "EXPLAIN", "ATTACH", "DETACH"}
)
_MEMORY_LIMIT = 50_000_000
_STEP_LIMIT = 200
_STEPS_BETWEEN = 1_000_000


def memory_connection() -> sqlite3.Connection:
    """A throw-away database that reaches no file and stops statements that run away."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MEMORY_LIMIT)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    steps = iter(range(_STEP_LIMIT))
    connection.set_progress_handler(lambda: next(steps, None) is None, _STEPS_BETWEEN)
    return connection


def read_ddl(text: str, source: str | None = None) -> Schema:
    """The schema after the last statement of `text`, with the types as SQLite keeps them."""
    lines = LineIndex(text, source)
    places = Places(lines)
    ignored: dict[str, int] = {}
    refused: list[Unparsed] = []
    statements = split_statements(text, "sqlite", source)
    with closing(memory_connection()) as connection:
        for statement in statements:
            kind, reason = _kind(statement)
            if kind:
                ignored[kind] = ignored.get(kind, 0) + 1
                continue
            reason = reason or _run(connection, statement)
            if reason:
                refused.append(Unparsed(statement.sql, reason, statement.position))
            else:
                places.note(statement)
        schema = read_connection(connection)
    places.give_to(schema)
    schema.unparsed = refused
    schema.ignored = ignored
    schema.statements = len(statements)
    schema.source = source
    return schema


def _run(connection: sqlite3.Connection, statement: Statement) -> str | None:
    """Run one statement; returns SQLite's refusal."""
    try:
        connection.execute(statement.sql)
    except (sqlite3.Error, sqlite3.Warning, UnicodeEncodeError) as error:
        return str(error)
    return None


def _kind(statement: Statement) -> tuple[str | None, str | None]:
    """Under which kind the statement is ignored, or why it is not even run; neither for one that states structure."""
    if statement.is_client_command:
        return "shell command", None
    words = [token.upper for token in tokenize(statement.sql[:200])[:4]]
    first = words[0] if words else ""
    if first in _IGNORED:
        return _IGNORED[first], None
    if first == "ROLLBACK":
        return None, "what ROLLBACK takes back is kept"
    if first == "INSERT" and "sqlite_master" in statement.sql[:100].lower():
        return None, "a virtual table is not part of the schema model"
    if first in _DATA:
        return first, None
    if words[:2] == ["CREATE", "VIRTUAL"]:
        return None, "a virtual table is not part of the schema model"
    return None, None
