"""From the pieces of a migration to parsed statements, quickly: whole chunks are parsed at once where that is safe.

A chunk ends at a line that ends in a semicolon, or at a semicolon where no such line is near.  Where that cuts a
string, a comment or a body in two, the first part does not parse (each of them must be closed), and the piece is split
as psql does instead.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from backend_data_model.engines.postgresql.read_parse import UnreadableError, parse
from backend_data_model.engines.split import split_statements
from backend_data_model.model.schema import Unparsed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.source import Migration, Piece
    from backend_data_model.model.position import Position

# Below this length read_parse need not look at how deep a text nests.
_CHUNK = 2_900
_BLANK = re.compile(r"(?:\s+|--[^\n]*|/\*.*?\*/)*", re.DOTALL)
_ENDS = re.compile(r";[ \t]*\r?\n")
_CLIENT_COMMAND = re.compile(r"^\s*\\", re.MULTILINE)
_COPY_DATA = re.compile(r"\bfrom\s+stdin\b", re.IGNORECASE)


class ParsedStatement:
    """One statement of a migration: its parse tree and its place.  `kind` is the name of its node (`index_stmt`)."""

    __slots__ = ("_position", "body", "end", "kind", "migration", "node", "offset", "piece")

    def __init__(self, migration: Migration, piece: Piece, start: int, end: int, node: Any) -> None:
        self.migration = migration
        self.piece = piece
        # The first character in the text of the piece, behind the comments.
        text = piece.text
        while start < end and text[start] in " \n\t\r":
            start += 1
        commented = text.startswith(("--", "/*"), start) or text[start : start + 1].isspace()
        self.offset: int = _BLANK.match(text, start, end).end() if commented else start  # type: ignore[union-attr]
        self.end = end
        self._position: Position | None = None
        self.node = node
        self.kind: str = node.WhichOneof("node") or ""
        self.body: Any = getattr(node, self.kind) if self.kind else None

    @property
    def sql(self) -> str:
        """The text without the comments before it and without its semicolon."""
        return self.piece.text[self.offset : self.end].rstrip()

    @property
    def position(self) -> Position:
        """Where its first word stands."""
        if self._position is None:
            self._position = self.piece.position(self.offset, self.migration.file)
        return self._position


def parse_piece(migration: Migration, piece: Piece) -> Iterator[ParsedStatement | Unparsed]:
    """The statements of a piece in order; what PostgreSQL's grammar refuses comes as Unparsed and the rest goes on."""
    text = piece.text
    if ("\\" in text and _CLIENT_COMMAND.search(text)) or ("stdin" in text.lower() and _COPY_DATA.search(text)):
        yield from _one_by_one(migration, piece)
        return
    found: list[ParsedStatement] = []
    try:
        for start, end in _chunks(text):
            found += _parsed(migration, piece, start, end)
    except UnreadableError as error:
        yield from _one_by_one(migration, piece)
        if "unterminated /* comment" in str(error):
            # To the splitter that is a comment as any other; PostgreSQL refuses it.
            start = text.rfind("/*")
            yield Unparsed(text[start:].strip(), str(error), piece.position(start, migration.file))
        return
    yield from found


def _chunks(text: str) -> Iterator[tuple[int, int]]:
    start, length = 0, len(text)
    while start < length:
        if length - start <= _CHUNK:
            yield start, length
            return
        end = text.rfind(";\n", start, start + _CHUNK)
        if end < 0:
            end = text.rfind(";", start, start + _CHUNK)
            # Behind -- it stands in a comment, whose rest would be taken for statements.
            if end >= 0 and text.find("--", start, end) >= 0:
                end = -1
        if end < 0:
            later = _ENDS.search(text, start + _CHUNK)
            end = later.start() if later else length - 1
        yield start, end + 1
        start = end + 1


def _parsed(migration: Migration, piece: Piece, start: int, end: int) -> list[ParsedStatement]:
    text = piece.text[start:end]
    stmts = parse(text).stmts
    found = []
    if text.isascii():
        for raw in stmts:
            first = start + raw.stmt_location
            length = raw.stmt_len
            found.append(ParsedStatement(migration, piece, first, first + length if length else end, raw.stmt))
        return found
    data = text.encode()
    for raw in stmts:
        first = start + len(data[: raw.stmt_location].decode())
        length = raw.stmt_len
        last = first + len(data[raw.stmt_location : raw.stmt_location + length].decode()) if length else end
        found.append(ParsedStatement(migration, piece, first, last, raw.stmt))
    return found


def _one_by_one(migration: Migration, piece: Piece) -> Iterator[ParsedStatement | Unparsed]:
    for statement in split_statements(piece.text, "postgresql"):
        if statement.is_client_command:
            continue
        first, end = statement.offset, statement.offset + len(statement.sql)
        try:
            yield from _parsed(migration, piece, first, end)
        except UnreadableError as error:
            yield Unparsed(statement.sql, str(error), piece.position(first, migration.file))
