"""Query files: statements with the names that stand in the comments above them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend_data_model.engines.split import split_statements

if TYPE_CHECKING:
    from backend_data_model.model.schema import Engine

_COMMENT = re.compile(r"(?:^[ \t]*--[ \t]*([^\n]*)\n|/\*((?:[^*]|\*(?!/))*)\*/)[ \t]*\n?\Z", re.MULTILINE)
_SQLC = re.compile(r"^(?:name:\s*)?(.*?)\s*(?::(?:one|many|exec\w*|batch\w*|copyfrom))?\s*$")
_LONGEST_NAME = 120


@dataclass(slots=True)
class QueryStatement:
    """One statement of a workload; `line` is 1-based in `source`.

    `calls` and `mean_ms` (milliseconds) say how often and how long it ran, where the source knows.
    """

    name: str
    sql: str
    line: int
    source: str | None = None
    calls: float = 1
    mean_ms: float | None = None


def read_queries(text: str, engine: Engine, source: str | None = None) -> list[QueryStatement]:
    """The statements of a file.  `-- name` (also sqlc's `-- name: x :many`) above a statement names it.

    A statement directly below the one before it (no empty line, no comment) is another call of the same query.
    """
    found: list[QueryStatement] = []
    named: str | None = None
    for statement in split_statements(text, engine, source):
        if statement.is_client_command or not statement.sql.strip():
            continue
        before = text[: statement.offset].rstrip(" \t")
        line = statement.position.line
        name = _name_above(before)
        if name is None and re.search(r";[ \t]*\n\Z", before):
            name = named
        named = name
        found.append(QueryStatement(name or f"line {line}", statement.sql, line, source))
    return found


def _name_above(before: str) -> str | None:
    match = _COMMENT.search(before)
    if match is None:
        return None
    words = (match[1] if match[1] is not None else match[2]).strip()
    name = _SQLC.sub(r"\1", " ".join(words.split()))
    return name[:_LONGEST_NAME] or None
