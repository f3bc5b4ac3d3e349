"""Where something was said: a place in a text or file.  Lines and columns are 1-based."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A 1-based line and column, in `file` where one is known."""

    line: int
    column: int = 1
    file: str | None = None

    def __str__(self) -> str:
        place = f"{self.line}:{self.column}"
        return f"{self.file}:{place}" if self.file else place


class LineIndex:
    """Positions in one text, each found in logarithmic time."""

    def __init__(self, text: str, file: str | None = None) -> None:
        self.file = file
        self.starts = [0]
        start = text.find("\n")
        while start >= 0:
            self.starts.append(start + 1)
            start = text.find("\n", start + 1)

    def at(self, offset: int) -> Position:
        """The position of the character at `offset` (0-based)."""
        line = bisect_right(self.starts, offset)
        return Position(line, offset - self.starts[line - 1] + 1, self.file)
