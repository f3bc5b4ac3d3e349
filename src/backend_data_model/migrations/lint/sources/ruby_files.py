"""Migrations of Rails: the SQL that `execute` is given, its calls as SQL, and whether it runs in a transaction.

The file is read and never run: what is no literal in it is listed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.migrations.lint.source import Migration, Piece
from backend_data_model.migrations.lint.sources import rails_calls, rails_tables
from backend_data_model.migrations.lint.sources.ruby_literals import Arguments, NotLiteralError, read_arguments
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
# In `reversible` what stands here is run on the way back only.
_BACKWARD = re.compile(
    r"(?m)^(?P<indent>[ \t]*)\w+\.down\s+do\b.*?^(?P=indent)end\b|\.down\s*\{(?:[^{}]|\{[^{}]*\})*\}", re.DOTALL
)
_TABLES = {
    "create_table": rails_calls.create_table,
    "create_join_table": rails_tables.create_join_table,
    "change_table": rails_tables.change_table,
}
_COLUMN = re.compile(r"[ \t]*\w+\.(?P<kind>\w+)")
_CALL = re.compile(r"(?m)(?:^|\{)[ \t]*(?P<call>(?:add|remove|change|rename|create|drop|validate)_\w+)(?=[ (])")


def read(path: Path, text: str) -> Migration:
    """The SQL of a migration of Rails; the tool is `sql` where the file is none."""
    migration = Migration(str(path), text)
    if not _CLASS.search(text):
        return migration
    migration.tool = "rails"
    wrapped = not _ALONE.search(text)
    undone = [(match.start(), match.end()) for pattern in (_DOWN, _BACKWARD) for match in pattern.finditer(text)]
    found = [*_EXECUTE.finditer(text), *_CALL.finditer(text)]
    inside: list[tuple[int, int]] = []
    for match in sorted(found, key=lambda match: match.start()):
        if any(start <= match.start() < end for start, end in [*undone, *inside]):
            continue
        if match.re is _EXECUTE:
            inside.append((match.start(), match.end()))
            _execute(match, migration, wrapped)
        else:
            inside += _call(match, migration, wrapped)
    return migration


def _place(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _execute(match: re.Match[str], migration: Migration, wrapped: bool) -> None:
    group = next(name for name in ("heredoc", "double", "single") if match[name] is not None)
    sql = match[group]
    line, column = _place(migration.text, match.start(group))
    if "#{" in sql and group != "single":
        position = Position(line, column, migration.file)
        migration.unread.append(Unparsed(sql, "the SQL is put together while the migration runs", position))
        return
    literal = "\\" not in sql
    migration.pieces.append(Piece(sql if literal else _unescaped(sql), line, column, literal, wrapped))


def _call(match: re.Match[str], migration: Migration, wrapped: bool) -> list[tuple[int, int]]:
    """Read one call; what lies in its block is read with it."""
    text, name = migration.text, match["call"]
    line, column = _place(text, match.start("call"))
    inside: list[tuple[int, int]] = []
    made: list[str] | None
    try:
        call = read_arguments(text, match.end("call"))
        if name in _TABLES:
            block = _block(match, text, call.end)
            inside = [block] if block else []
            made = _TABLES[name](call, _columns(text, block))
        else:
            made = rails_calls.statements(name, call)
    except NotLiteralError:
        made, reason = None, f"an argument of {name} is not read from the text"
    else:
        reason = f"what {name} does is not known"
    if made is None:
        position = Position(line, column, migration.file)
        end = text.find("\n", match.start("call"))
        whole = text[match.start("call") : end if end >= 0 else len(text)].strip()
        migration.unread.append(Unparsed(whole, reason, position))
    for sql in made or ():
        migration.pieces.append(Piece(sql, line, column, literal=False, wrapped=wrapped))
    return inside


def _block(match: re.Match[str], text: str, start: int) -> tuple[int, int] | None:
    """Where the block of a call lies: from its `do` to the `end` under the call."""
    if not re.compile(r"[ \t]*do\b").match(text, start):
        return None
    indent = match.group()[: match.start("call") - match.start()].rpartition("\n")[2]
    end = re.compile(rf"(?m)^{indent}end\b").search(text, start)
    if end is None:
        raise NotLiteralError
    return start, end.start()


def _columns(text: str, block: tuple[int, int] | None) -> list[tuple[str, Arguments]]:
    """The calls in the block of `create_table`.  NotLiteralError where one of its lines is something else."""
    if block is None:
        return []
    found: list[tuple[str, Arguments]] = []
    at = text.find("\n", *block) + 1 or block[1]
    while at < block[1]:
        line = _COLUMN.match(text, at)
        if line is None:
            if text[at : text.find("\n", at)].split("#")[0].strip():
                raise NotLiteralError
        else:
            call = read_arguments(text, line.end())
            found.append((line["kind"], call))
            at = call.end
        at = text.find("\n", at) + 1 or block[1]
    return found


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda match: {"n": "\n", "t": "\t"}.get(match[1], match[1]), text)
