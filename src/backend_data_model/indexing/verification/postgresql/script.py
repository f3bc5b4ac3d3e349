"""Loads DDL into a scratch database, without its rows where these come from elsewhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from backend_data_model.engines.split import split_statements

if TYPE_CHECKING:
    from collections.abc import Callable

    import psycopg

_ROWS = re.compile(r"\s*(insert|update|delete|copy|merge|truncate|with|select|do)\b", re.IGNORECASE)
# What reaches beyond the database that it runs in.
_OUTSIDE = re.compile(
    r"\s*((create|alter|drop)\s+(role|user|group|database|tablespace|subscription|publication|server)\b|alter\s+system\b|"
    r"grant\b|revoke\b|reassign\b|drop\s+owned\b|comment\b|vacuum\b|analyze\b|checkpoint\b|create\s+event\s+trigger\b)",
    re.IGNORECASE,
)
_INSERTS = re.compile(r"\s*insert\b", re.IGNORECASE)


def has_rows(script: str) -> bool:
    """Whether the script itself makes rows."""
    return any(_INSERTS.match(one.sql) for one in split_statements(script, "postgresql"))


def load(
    connection: psycopg.Connection[tuple[Any, ...]], script: str, *, rows: bool, tell: Callable[[str], None]
) -> list[str]:
    """Run a script statement by statement; what failed, as "statement: error".

    Without `rows` it makes only structure.  Statements that reach outside the database are left out in any case.
    """
    import psycopg

    failed = []
    statements = split_statements(script, "postgresql")
    for number, one in enumerate(statements):
        if one.is_client_command or not one.sql.strip() or _OUTSIDE.match(one.sql):
            continue
        if not rows and _ROWS.match(one.sql):
            continue
        tell(f"Loading the schema: statement {number + 1} of {len(statements)}")
        try:
            connection.execute(one.sql.encode())
        except psycopg.Error as error:
            text = " ".join(one.sql.split())[:60]
            failed.append(f"{text}: {(str(error).strip().splitlines() or [''])[0]}")
    return failed
