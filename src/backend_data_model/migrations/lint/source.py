"""What a migration file holds: pieces of SQL, where each stands in the file, and whether its tool wraps it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from backend_data_model.model.position import LineIndex, Position

if TYPE_CHECKING:
    from backend_data_model.model.schema import Unparsed

Tool = Literal[
    "sql", "alembic", "atlas", "dbmate", "diesel", "django", "flyway", "golang-migrate", "goose", "prisma", "rails",
    "sql-migrate", "sqitch", "sqlx",
]  # fmt: skip


@dataclass(slots=True)
class Piece:
    """SQL of one file.  `line` and `column` (1-based) are where its first character stands.

    `literal` pieces stand in the file as they are, so that positions inside them hold; others were made from calls
    such as `op.add_column`, and all their positions are that of the call.  `wrapped` says that the tool runs the piece
    in a transaction of its own making.
    """

    text: str
    line: int = 1
    column: int = 1
    literal: bool = True
    wrapped: bool = False
    _lines: LineIndex | None = None

    def position(self, offset: int, file: str | None) -> Position:
        """The place in the file of a character of the piece (0-based)."""
        if not self.literal:
            return Position(self.line, self.column, file)
        if self._lines is None:
            self._lines = LineIndex(self.text)
        inside = self._lines.at(offset)
        column = inside.column + (self.column - 1 if inside.line == 1 else 0)
        return Position(self.line + inside.line - 1, column, file)


@dataclass(slots=True)
class Migration:
    """One migration file.  `unread` lists what the reader saw and could not turn into SQL."""

    file: str | None
    text: str
    tool: Tool = "sql"
    pieces: list[Piece] = field(default_factory=list)
    unread: list[Unparsed] = field(default_factory=list)
    # Flyway runs a file outside a transaction when one of its statements demands that.
    wrapped_unless_refused: bool = False
    # What the tool calls it, and those that it says have to run before.
    identity: str = ""
    after: tuple[str, ...] = ()
    # False for a file that nobody asked about: it only tells what the files behind it find.
    judged: bool = True
    # Several statements sent as one query string are one transaction (protocol, 54.2.2.1); a single one is its own.
    wrapped_if_several: bool = False
