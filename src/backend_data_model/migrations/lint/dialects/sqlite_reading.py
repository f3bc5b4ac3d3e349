"""From the tokens of an SQLite statement to changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.sqlite.read_tokens import Cursor
from backend_data_model.migrations.lint.dialects.change import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.sqlite.dialect import Dialect

_WRITES = {"UPDATE", "DELETE"}


def changes(sql: str) -> list[Change]:
    """The changes of one statement."""
    cursor = Cursor(sql)
    if cursor.take("ALTER", "TABLE"):
        return list(_altered(cursor))
    if cursor.take("DROP"):
        kind = cursor.next().upper
        cursor.take("IF", "EXISTS")
        if kind == "TABLE":
            return [Change("drop table", cursor.name())]
        return [Change("drop view or routine", cursor.name())] if kind == "VIEW" else []
    if cursor.take("CREATE"):
        return _created(cursor)
    word = cursor.next().upper
    if word in _WRITES and not any(token.upper == "WHERE" for token in cursor.tokens):
        cursor.take("FROM")
        if cursor.take("OR"):
            cursor.next()
        return [Change("write without where", cursor.name())]
    return []


def _created(cursor: Cursor) -> list[Change]:
    if cursor.take("TEMP") or cursor.take("TEMPORARY"):
        return []
    unique = cursor.take("UNIQUE")
    if cursor.take("TABLE") or cursor.take("VIRTUAL", "TABLE"):
        cursor.take("IF", "NOT", "EXISTS")
        return [Change("create table", cursor.name())]
    if cursor.take("INDEX"):
        cursor.take("IF", "NOT", "EXISTS")
        name = cursor.name()
        cursor.take("ON")
        return [Change("add unique" if unique else "create index", cursor.name(), name)]
    return []


def _altered(cursor: Cursor) -> Iterator[Change]:
    table = cursor.name()
    if cursor.take("RENAME", "TO"):
        yield Change("rename table", table, cursor.name())
    elif cursor.take("RENAME"):
        cursor.take("COLUMN")
        old = cursor.name()
        cursor.take("TO")
        yield Change("rename column", table, old, cursor.name())
    elif cursor.take("DROP"):
        if not cursor.take("CONSTRAINT"):
            cursor.take("COLUMN")
            yield Change("drop column", table, cursor.name())
    elif cursor.take("ADD") and not (cursor.peek("CONSTRAINT") or cursor.peek("CHECK")):
        cursor.take("COLUMN")
        yield Change("add column", table, cursor.name())


def why_not_added(sql: str) -> str | None:
    """Why ADD COLUMN is refused on a table with rows (lang_altertable.html), None where it is taken."""
    cursor = Cursor(sql)
    words = [token.upper for token in cursor.tokens]
    bare = " ".join(words)
    if "PRIMARY KEY" in bare or "UNIQUE" in words:
        return "a new column cannot be a key"
    if "STORED" in words:
        return "a STORED column cannot be added"
    default = words.index("DEFAULT") if "DEFAULT" in words else None
    following = cursor.tokens[default + 1] if default is not None and default + 1 < len(words) else None
    is_null = following is None or following.upper == "NULL"
    if following is not None and (following.upper == "(" or following.upper.startswith("CURRENT_")):
        return "its default is not a constant"
    if "NOT NULL" in bare and is_null and "AS" not in words:
        return "it is NOT NULL and has no default"
    if "REFERENCES" in words and not is_null:
        return "it refers to another table and has a default, which foreign keys do not take"
    return None


def lacking(sql: str, dialect: Dialect) -> str | None:
    """The table and the form of ALTER TABLE that the dialect lacks, None where it has it."""
    cursor = Cursor(sql)
    if not cursor.take("ALTER", "TABLE"):
        return None
    table = cursor.name()
    if cursor.take("RENAME"):
        return None if cursor.peek("TO") or dialect.renames_columns else f"{table} RENAME COLUMN"
    if cursor.take("DROP"):
        if cursor.peek("CONSTRAINT"):
            return None if dialect.alters_constraints else f"{table} DROP CONSTRAINT"
        return None if dialect.drops_columns else f"{table} DROP COLUMN"
    if cursor.take("ADD"):
        constraint = cursor.peek("CONSTRAINT") or cursor.peek("CHECK")
        return f"{table} ADD CONSTRAINT" if constraint and not dialect.alters_constraints else None
    if cursor.take("ALTER"):
        cursor.take("COLUMN")
        cursor.name()
        if cursor.peek("TO"):
            return None if dialect.replaces_columns else f"{table} ALTER COLUMN ... TO"
        return None if dialect.alters_constraints else f"{table} ALTER COLUMN ... SET or DROP NOT NULL"
    return None
