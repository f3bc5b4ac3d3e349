"""Where a quote stands in a text: verbatim, white space and the shape of quotation marks and dashes aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.model.position import LineIndex, Position

if TYPE_CHECKING:
    from collections.abc import Iterator

_SAME = str.maketrans("‘’‚‛“”„‟«»‐‑‒–—−", '\'\'\'\'""""""------')


class QuotedText:
    """One text in which quotes are looked up; each lookup is linear in the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._lines = LineIndex(text)
        kept = list(_folded(text))
        self._plain = "".join(character for character, _ in kept)
        self._offsets = [offset for _, offset in kept]

    def find(self, quote: str) -> Position | None:
        """The place of the first occurrence of a quote, or None where the text does not have these words."""
        span = self.span(quote)
        return self._lines.at(span[0]) if span else None

    def span(self, quote: str) -> tuple[int, int] | None:
        """The offsets of the first occurrence: from its first character to behind its last."""
        wanted = "".join(character for character, _ in _folded(quote)).strip()
        if not wanted:
            return None
        start = self._plain.find(wanted)
        while start >= 0 and not self._whole_words(start, start + len(wanted)):
            start = self._plain.find(wanted, start + 1)
        return (self._offsets[start], self._offsets[start + len(wanted) - 1] + 1) if start >= 0 else None

    def verbatim(self, quote: str) -> str | None:
        """The words as the text has them."""
        span = self.span(quote)
        return self.text[span[0] : span[1]] if span else None

    def _whole_words(self, start: int, end: int) -> bool:
        plain = self._plain
        opens = start == 0 or not (plain[start - 1].isalnum() and plain[start].isalnum())
        return opens and (end == len(plain) or not (plain[end - 1].isalnum() and plain[end].isalnum()))


def _folded(text: str) -> Iterator[tuple[str, int]]:
    """Each character that counts with its offset: runs of white space are one space, marks have one shape."""
    space = False
    for offset, character in enumerate(text.translate(_SAME)):
        if character.isspace():
            if not space:
                yield " ", offset
            space = True
        else:
            yield character, offset
            space = False
