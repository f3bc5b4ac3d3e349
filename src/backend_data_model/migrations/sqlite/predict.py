"""What a statement does on SQLite: it has one writer at a time, so every change of the schema keeps other writers out.

A write lock is taken on the database as a whole (https://www.sqlite.org/lockingv3.html).  Readers go on beside it in
WAL mode; with a rollback journal they wait for a moment when it commits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.sqlite.read_tokens import Cursor
from backend_data_model.migrations.effect import Effect
from backend_data_model.migrations.locks import Lock, LockMode

if TYPE_CHECKING:
    from collections.abc import Collection

_READS = {"SELECT", "EXPLAIN", "PRAGMA", "BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE", "VALUES", "WITH"}
_SCANNED = {"CHECK", "NOT", "GENERATED", "AS"}


def predict(sql: str, tables: Collection[str]) -> Effect:
    """`tables` are those (lower case) that are there before the statement.

    ADD COLUMN looks at old rows where the column has a CHECK, NOT NULL or is computed; DROP COLUMN writes every row
    anew (https://www.sqlite.org/lang_altertable.html).
    """
    cursor = Cursor(sql)
    words = [token.upper for token in cursor.tokens[:4]]
    if not words or words[0] in _READS:
        return Effect(transactional=None if words[:1] == ["PRAGMA"] else True)
    if words[0] == "VACUUM":
        return Effect(_WRITE, rewrites=tuple(sorted(tables)), transactional=False, reasons=("VACUUM copies the file",))
    if words[:2] == ["ALTER", "TABLE"]:
        return _alter(cursor, tables)
    if words[0] == "CREATE" and "INDEX" in words[1:3]:
        while not cursor.done and not cursor.take("ON"):
            cursor.next()
        table = cursor.name().lower()
        return Effect(_WRITE, index_builds=(table,) if table in tables else (), reasons=_REASON)
    if words[0] == "REINDEX":
        return Effect(_WRITE, index_builds=tuple(sorted(tables)), reasons=_REASON)
    if words[:2] == ["DROP", "TABLE"]:
        cursor.at = 2
        cursor.take("IF", "EXISTS")
        table = cursor.name().lower()
        return Effect(_WRITE, scans=(table,) if table in tables else (), reasons=_REASON)
    return Effect(_WRITE, reasons=_REASON)


_WRITE = (Lock("main", LockMode.EXCLUSIVE),)
_REASON = ("SQLite has one writer at a time",)


def _alter(cursor: Cursor, tables: Collection[str]) -> Effect:
    cursor.at = 2
    table = cursor.name().lower()
    if table not in tables:
        return Effect(_WRITE, reasons=_REASON)
    if cursor.take("DROP"):
        if cursor.take("CONSTRAINT"):
            return Effect(_WRITE, reasons=_REASON)
        return Effect(_WRITE, rewrites=(table,), reasons=("DROP COLUMN writes every row anew",))
    if cursor.take("ADD"):
        cursor.take("COLUMN")
        looks = any(token.upper in _SCANNED for token in cursor.tokens[cursor.at :])
        return Effect(_WRITE, scans=(table,) if looks else (), reasons=_REASON)
    if cursor.take("ALTER"):
        looks = [token.upper for token in cursor.tokens[-3:]] == ["SET", "NOT", "NULL"]
        return Effect(_WRITE, scans=(table,) if looks else (), reasons=_REASON)
    return Effect(_WRITE, reasons=_REASON)
