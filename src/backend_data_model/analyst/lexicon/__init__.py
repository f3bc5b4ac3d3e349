"""The analyst's lexicon, as data: closed word classes, verbs with their frames, attribute heads with type hints.

A word that is not here is treated by its form and position.  Nothing here names a domain: the open classes list words
that behave the same in every domain.
"""

from __future__ import annotations

from backend_data_model.analyst.lexicon.closed_classes import (
    ADVERBS,
    ARTICLES,
    BE,
    CONJUNCTIONS,
    DETERMINERS,
    DO,
    FIRST_PERSON,
    HAVE,
    MANY,
    MODALS,
    NEGATIONS,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    SUBORDINATORS,
    UNIVERSAL,
)
from backend_data_model.analyst.lexicon.nouns import (
    BOUNDARY_NOUNS,
    CALENDAR,
    ENUM_HEADS,
    SOFT_BOUNDARY,
    TYPE_HEADS,
    WEAK_HEADS,
)
from backend_data_model.analyst.lexicon.units import (
    INTEGER_UNITS,
    UNIT_SUFFIX,
    UNITS,
    Dimension,
    Unit,
    unit_of,
    unit_suffix,
)
from backend_data_model.analyst.lexicon.verbs import (
    ACCESS_VERBS,
    NOMINALISATIONS,
    NOUN_LIKE,
    VERB_FORMS,
    VERB_FRAMES,
    Frame,
    participle,
)

__all__ = [
    "ACCESS_VERBS",
    "ADVERBS",
    "ARTICLES",
    "BE",
    "BOUNDARY_NOUNS",
    "CALENDAR",
    "CONJUNCTIONS",
    "DETERMINERS",
    "DO",
    "ENUM_HEADS",
    "FIRST_PERSON",
    "HAVE",
    "INTEGER_UNITS",
    "MANY",
    "MODALS",
    "NEGATIONS",
    "NOMINALISATIONS",
    "NOUN_LIKE",
    "POSSESSIVES",
    "PREPOSITIONS",
    "PRONOUNS",
    "RELATIVES",
    "SOFT_BOUNDARY",
    "SUBORDINATORS",
    "TYPE_HEADS",
    "UNITS",
    "UNIT_SUFFIX",
    "UNIVERSAL",
    "VERB_FORMS",
    "VERB_FRAMES",
    "WEAK_HEADS",
    "Dimension",
    "Frame",
    "Unit",
    "participle",
    "unit_of",
    "unit_suffix",
]
