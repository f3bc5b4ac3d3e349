"""What the statements say for and against nouns being the names of entities, added up."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """Points for each name; how often it reads as an attribute; names told as plain plural headers (`strong`);
    those that have properties of their own (`parted`).

    `proper` are words that look like names of people or products; `counted` are nouns that stand with an article, a
    quantity or in the plural, which such names do not; `one_of_many` are nouns that are spoken of as one or more of
    many ("a document", "documents", "each document"), which nouns of the project ("the document") are not;
    `scenery` are nouns of the one place that holds all the others ("our library"), `propertied` those with properties.
    """

    scores: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    attributes: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    strong: set[str] = field(default_factory=set)
    parted: set[str] = field(default_factory=set)
    proper: frozenset[str] = frozenset()
    counted: set[str] = field(default_factory=set)
    scenery: set[str] = field(default_factory=set)
    propertied: set[str] = field(default_factory=set)
    one_of_many: set[str] = field(default_factory=set)
    unique_names: dict[str, tuple[str, bool]] = field(default_factory=dict)
