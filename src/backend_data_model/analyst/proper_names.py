"""Pass 1, proper names: words that are written with a capital wherever a capital tells something."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_data_model.analyst.reading import Parsed


def proper_words(document: list[Parsed]) -> frozenset[str]:
    """Words that are written with a capital inside sentences and nowhere without: names of people and products."""
    small: set[str] = set()
    capital: set[str] = set()
    speakers = {parsed.statement.speaker for parsed in document} - {None}
    for parsed in document:
        opening = True
        for token in parsed.tokens:
            if token.kind != "word":
                opening = token.lower in {".", ":", "?", "!", "(", "-"}
                continue
            if token.text.islower():
                small.add(token.lower)
            elif token.text[:1].isupper() and token.text[1:].islower() and not opening:
                capital.add(token.lower)
            opening = False
    return frozenset(capital - small) | {word.lower() for name in speakers for word in str(name).split()}
