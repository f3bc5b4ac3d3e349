"""The text that claims are about: the evidence of a quote, and the sentence in which it stands."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from backend_data_model.claims.quotes import QuotedText
from backend_data_model.claims.support import Words
from backend_data_model.model.document import Evidence
from backend_data_model.model.position import LineIndex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.model.document import Sentence

CLAIM_RULE = "claim"
"""The `rule` of evidence that a claims document brought."""

_BEFORE = 2
_LONGEST_QUOTE = 2_000


class SourceText:
    """A requirements text with its sentences as the analyst split it; `source` is its name."""

    def __init__(self, text: str, sentences: Sequence[Sentence], source: str | None = None) -> None:
        self.text = text
        self.source = source
        self._quotes = QuotedText(text)
        self._lines = LineIndex(text)
        self._starts = sorted({*self.starts_of(sentences), 0})

    def evidence(self, quote: str) -> Evidence | None:
        """The quote with its place, as the text has it; None where the text does not have it."""
        found = self._quotes.find(quote) if len(quote) <= _LONGEST_QUOTE else None
        verbatim = self._quotes.verbatim(quote) if found else None
        if found is None or verbatim is None:
            return None
        return Evidence(quote=verbatim, line=found.line, column=found.column, source=self.source, rule=CLAIM_RULE)

    def words(self, quote: str) -> Words | None:
        """The quote with the sentences that it touches and what stands just before them."""
        span = self._quotes.span(quote)
        if span is None:
            return None
        first, last = self._sentence(span[0]), self._sentence(span[1] - 1)
        end = self._starts[last + 1] if last + 1 < len(self._starts) else len(self.text)
        before = self.text[self._starts[max(0, first - _BEFORE)] : self._starts[first]]
        return Words(
            quote=self.text[span[0] : span[1]],
            sentence=self.text[self._starts[first] : end],
            heading=f"{self._heading(self._starts[first])}\n{before}",
        )

    def starts_of(self, sentences: Sequence[Sentence]) -> list[int]:
        """Where each sentence begins (offset)."""
        return [_offset(self._lines, s.line, s.column, len(self.text)) for s in sentences]

    def touched(self, quote: str) -> list[int]:
        """The starts (offsets) of the sentences that a quote touches."""
        span = self._quotes.span(quote)
        return self._starts[self._sentence(span[0]) : self._sentence(span[1] - 1) + 1] if span else []

    def _sentence(self, offset: int) -> int:
        return bisect_right(self._starts, offset) - 1

    def _heading(self, offset: int) -> str:
        """The nearest line above that is a heading or leads in a list."""
        for line in reversed(self.text[:offset].splitlines()[-40:]):
            if line.lstrip().startswith("#") or line.rstrip().endswith(":"):
                return line
        return ""


def _offset(lines: LineIndex, line: int, column: int, size: int) -> int:
    return min(lines.starts[line - 1] + column - 1, size) if 0 < line <= len(lines.starts) else 0
