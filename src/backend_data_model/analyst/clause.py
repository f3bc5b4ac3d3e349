"""Layer 5, the pieces: a clause with its subjects, verb, objects and prepositions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.analyst.phrase import Noun, Verb
    from backend_data_model.analyst.qualifiers import Qualifier


@dataclass(slots=True, eq=False)
class Clause:
    """A normalised clause.  `verb` is None for a fragment, whose nouns are then in `objects`."""

    subjects: list[Noun] = field(default_factory=list)
    verb: Verb | None = None
    objects: list[Noun] = field(default_factory=list)
    preps: list[tuple[str, list[Noun]]] = field(default_factory=list)
    qualifiers: list[Qualifier] = field(default_factory=list)
    pronoun: str | None = None
    condition: str | None = None
    first: int = 0
    complement: list[str] = field(default_factory=list)
    labels: list[Noun] = field(default_factory=list)
    then: list[Clause] = field(default_factory=list)

    def prep(self, *words: str) -> list[Noun]:
        """The nouns after one of these prepositions."""
        return [noun for word, nouns in self.preps if word in words for noun in nouns]

    def nouns(self) -> Iterator[Noun]:
        """All noun phrases, outermost first."""
        yield from self.subjects
        yield from self.objects
        for _, nouns in self.preps:
            yield from nouns
