"""Quoting identifiers and strings for an engine, and leaving plain names unquoted as a person would.

Reserved words come from SQLAlchemy's dialects; a test compares them with what the engines themselves say.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from backend_data_model.model.schema import Engine

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")


@cache
def reserved_words(engine: Engine) -> frozenset[str]:
    """The words that `engine` does not take as a bare table or column name, lower case."""
    if engine == "postgresql":
        from sqlalchemy.dialects.postgresql.base import RESERVED_WORDS

        return frozenset(RESERVED_WORDS) | _POSTGRESQL_KEYWORDS
    if engine == "mysql":
        from sqlalchemy.dialects.mysql.reserved_words import RESERVED_WORDS_MYSQL

        return frozenset(RESERVED_WORDS_MYSQL) | _MYSQL_KEYWORDS
    from sqlalchemy.dialects.sqlite.base import SQLiteIdentifierPreparer

    return frozenset(SQLiteIdentifierPreparer.reserved_words) | _SQLITE_KEYWORDS


# What pg_get_keywords() of PostgreSQL 18 reserves and SQLAlchemy does not list.
_POSTGRESQL_KEYWORDS = frozenset({"collation", "concurrently", "lateral", "system_user", "tablesample"})
# Reserved since 8.0.31, 8.4 and 9.2 (manual, 11.3 Keywords and Reserved Words).
_MYSQL_KEYWORDS = frozenset({"intersect", "manual", "parallel", "qualify", "tablesample", "library", "external"})
# Keywords of https://www.sqlite.org/lang_keywords.html that SQLite 3.40 refuses or misreads as bare names.
_SQLITE_KEYWORDS = frozenset(
    """
    autoincrement cast check collate commit create current_date current_time current_timestamp default
    deferrable delete distinct drop else escape except exists foreign from full glob group having in index inner
    insert intersect into is isnull join left limit match natural no not nothing notnull null on or order outer
    over primary raise references regexp returning right rollback row rows select set table then to transaction
    union unique update using values when where window with without
    """.split()  # noqa: SIM905
)


def quote_identifier(name: str, engine: Engine) -> str:
    """`name` as `engine` must read it: bare when it is plain and not reserved, quoted otherwise."""
    if "\0" in name:
        raise InputError(f"the name {name!r} holds a NUL character, which no engine can store")
    if _PLAIN.fullmatch(name) and name not in reserved_words(engine):
        return name
    mark = "`" if engine == "mysql" else '"'
    return mark + name.replace(mark, mark * 2) + mark


def quote_string(text: str, engine: Engine) -> str:
    """`text` as a string literal."""
    if "\0" in text:
        raise InputError(f"the text {text!r} holds a NUL character, which cannot be written in SQL")
    quoted = text.replace("'", "''")
    return "'" + (quoted.replace("\\", "\\\\") if engine == "mysql" else quoted) + "'"


def comment_text(text: str, limit: int = 110) -> str:
    """`text` on one line for a `--` comment: control characters and line breaks become spaces, long text is cut."""
    one_line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return one_line if len(one_line) <= limit else one_line[: limit - 1].rstrip() + "…"
