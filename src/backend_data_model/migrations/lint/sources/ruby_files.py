"""Migrations of Rails: the SQL that `execute` is given, and whether the migration runs in a transaction.

Only SQL that stands in the file is read; calls such as `add_column` are strong_migrations' to judge.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.migrations.lint.source import Migration, Piece
from backend_data_model.model.position import Position
from backend_data_model.model.schema import Unparsed

if TYPE_CHECKING:
    from pathlib import Path

_CLASS = re.compile(r"class\s+\w+\s*<\s*ActiveRecord::Migration")
_ALONE = re.compile(r"(?m)^\s*disable_ddl_transaction!")
_EXECUTE = re.compile(
    r"""\bexecute[ (]\s*(?:
        <<[~-]?(?P<quote>['"]?)(?P<tag>\w+)(?P=quote)[^\n]*\n(?P<heredoc>.*?)^\s*(?P=tag)\b
        | "(?P<double>(?:[^"\\]|\\.)*)" | '(?P<single>(?:[^'\\]|\\.)*)'
    )""",
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
_DOWN = re.compile(r"(?m)^(?P<indent>\s*)def\s+(?:self\.)?down\b.*?^(?P=indent)end\b", re.DOTALL)
_CALL = re.compile(r"(?m)^\s*(?P<call>(?:add|remove|change|rename|create|drop|validate)_\w+)[ (]")


def read(path: Path, text: str) -> Migration:
    """The SQL of a migration of Rails; the tool is `sql` where the file is none."""
    migration = Migration(str(path), text)
    if not _CLASS.search(text):
        return migration
    migration.tool = "rails"
    wrapped = not _ALONE.search(text)
    undone = [(match.start(), match.end()) for match in _DOWN.finditer(text)]
    for match in _EXECUTE.finditer(text):
        if any(start <= match.start() < end for start, end in undone):
            continue
        group = next(name for name in ("heredoc", "double", "single") if match[name] is not None)
        sql = match[group]
        start = match.start(group)
        line = text.count("\n", 0, start) + 1
        column = start - text.rfind("\n", 0, start)
        literal = "\\" not in sql
        position = Position(line, column, str(path))
        if "#{" in sql and group != "single":
            migration.unread.append(Unparsed(sql, "the SQL is put together while the migration runs", position))
            continue
        migration.pieces.append(Piece(sql if literal else _unescaped(sql), line, column, literal, wrapped))
    for match in _CALL.finditer(text):
        if any(start <= match.start() < end for start, end in undone):
            continue
        line = text.count("\n", 0, match.start("call")) + 1
        reason = f"{match['call']} is a call of Rails, and only SQL is read"
        migration.unread.append(Unparsed(match.group().strip(), reason, Position(line, 1, str(path))))
    return migration


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda match: {"n": "\n", "t": "\t"}.get(match[1], match[1]), text)
