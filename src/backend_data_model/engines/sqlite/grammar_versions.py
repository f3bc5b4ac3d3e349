"""What older versions of SQLite do not have (https://www.sqlite.org/changes.html)."""

from __future__ import annotations

from backend_data_model.engines.sqlite.read_tokens import Cursor

# Keywords or symbols in a row, the version that brought them, and what they are called.
_FEATURES: tuple[tuple[tuple[str, ...], tuple[int, int], str], ...] = (
    (("ON", "CONFLICT", "("), (3, 24), "upsert"),
    (("ON", "CONFLICT", "DO"), (3, 24), "upsert"),
    (("RENAME", "COLUMN"), (3, 25), "RENAME COLUMN"),
    (("NULLS", "FIRST"), (3, 30), "NULLS FIRST"),
    (("NULLS", "LAST"), (3, 30), "NULLS LAST"),
    (("GENERATED", "ALWAYS"), (3, 31), "a generated column"),
    (("RETURNING",), (3, 35), "RETURNING"),
    (("DROP", "COLUMN"), (3, 35), "DROP COLUMN"),
    (("->",), (3, 38), "the operator ->"),
    (("->>",), (3, 38), "the operator ->>"),
    (("IS", "DISTINCT", "FROM"), (3, 39), "IS DISTINCT FROM"),
    (("SET", "NOT", "NULL"), (3, 53), "ALTER COLUMN SET NOT NULL"),
)


def too_new(sql: str, version: tuple[int, ...]) -> str | None:
    """What in the statement that version of SQLite does not have yet; None when there is nothing."""
    cursor = Cursor(sql)
    while not cursor.done:
        for words, since, name in _FEATURES:
            if cursor.peek(*words) and version < since:
                return _say(name, since, version)
        if version < (3, 37) and cursor.peek("STRICT") and cursor.at + 1 == len(cursor.tokens):
            return _say("a STRICT table", (3, 37), version)
        cursor.next()
    return None


def _say(name: str, since: tuple[int, int], version: tuple[int, ...]) -> str:
    return f"{name} needs SQLite {'.'.join(map(str, since))}; asked about {'.'.join(map(str, version))}"
