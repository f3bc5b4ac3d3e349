"""The schema that an SQLite script leaves behind: SQLite itself runs its DDL in memory, then its catalog is read.

Data is not loaded and nothing outside the memory is touched.  What SQLite refuses is in `unparsed` with its message.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from backend_data_model.engines.split import split_statements
from backend_data_model.engines.sqlite.read_catalog import read_connection
from backend_data_model.engines.sqlite.read_memory import Memory
from backend_data_model.engines.sqlite.read_positions import Places
from backend_data_model.engines.sqlite.read_tokens import tokenize
from backend_data_model.model.position import LineIndex
from backend_data_model.model.schema import Schema, Unparsed

if TYPE_CHECKING:
    from backend_data_model.engines.split import Statement

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


def read_ddl(text: str, source: str | None = None) -> Schema:
    """The schema after the last statement of `text`, with the types as SQLite keeps them."""
    lines = LineIndex(text, source)
    places = Places(lines)
    ignored: dict[str, int] = {}
    refused: list[Unparsed] = []
    statements = split_statements(text, "sqlite", source)
    with closing(Memory()) as memory:
        for statement in statements:
            kind, reason = statement_kind(statement)
            if kind:
                ignored[kind] = ignored.get(kind, 0) + 1
                continue
            reason = reason or memory.run(statement.sql)
            if reason:
                refused.append(Unparsed(statement.sql, reason, statement.position))
            else:
                places.note(statement)
        schema = read_connection(memory.connection)
    places.give_to(schema)
    schema.unparsed = refused
    schema.ignored = ignored
    schema.statements = len(statements)
    schema.source = source
    return schema


def statement_kind(statement: Statement) -> tuple[str | None, str | None]:
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
