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


_THIS = frozenset({"this", "that", "it", "these"})


def named_by(clause: Clause, *, first: bool) -> Noun | None:
    """The noun by which a clause names what was just told; `first` where that was told in the sentence before.

    "We call this a tour", "this is called a tour", "that is a tour", ": a tour has a date", "they want every tour".
    """
    verb = clause.verb
    if verb is None or verb.negated:
        return None
    pointing = clause.pronoun in _THIS and not clause.subjects
    if verb.lemma == "call" and not verb.modal and len(clause.objects) == 1 and (pointing or not verb.passive):
        return clause.objects[0] if clause.objects[0].determiner in {"a", "an"} else None
    if verb.lemma == "be" and pointing and len(clause.objects) == 1 and clause.objects[0].determiner in {"a", "an"}:
        return clause.objects[0] if not first or clause.pronoun in {"this", "that"} else None
    if first:
        return None
    if clause.labels and clause.subjects and clause.subjects[0].determiner in {"a", "an", "each", "every"}:
        return clause.subjects[0]
    return next((n for n in clause.objects if n.determiner in {"every", "each"} and verb.lemma in _WANTING), None)


_WANTING = frozenset({"want", "need", "record", "keep", "require", "expect", "have", "note", "log", "store"})
