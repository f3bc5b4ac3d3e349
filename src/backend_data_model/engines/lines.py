"""Offsets to lines and columns, in logarithmic time each."""

from __future__ import annotations

import re
from bisect import bisect_left

from backend_data_model.model.position import Position

_NEWLINE = re.compile("\n")


class LineIndex:
    """The line starts of one text; `position` gives the 1-based place of a 0-based character offset."""

    def __init__(self, text: str, file: str | None = None) -> None:
        self._newlines = [match.start() for match in _NEWLINE.finditer(text)]
        self._file = file

    def position(self, offset: int) -> Position:
        """The line and column of the character at `offset`."""
        before = bisect_left(self._newlines, offset)
        start = self._newlines[before - 1] + 1 if before else 0
        return Position(before + 1, offset - start + 1, self._file)
