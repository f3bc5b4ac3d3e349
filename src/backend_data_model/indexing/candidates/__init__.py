"""The forms of index: each file turns one access into a candidate, or says why not.

`FORMS` is in the order in which they are asked; the first that answers decides.  A form that needs sizes takes them
from `statistics` once that knows them; without, it goes by the words and types of the schema.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.indexing.candidate import Refusal
from backend_data_model.indexing.candidates import (
    btree,
    containment,
    nearest,
    not_worth_it,
    overlap,
    text_search,
    trigram,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend_data_model.indexing.candidate import Candidate
    from backend_data_model.indexing.facts import SchemaFacts
    from backend_data_model.indexing.predicates import Access

FORMS: tuple[Callable[[Access, SchemaFacts], Candidate | Refusal | None], ...] = (
    not_worth_it.refuse,
    nearest.candidate,
    text_search.candidate,
    overlap.candidate,
    containment.candidate,
    trigram.candidate,
    btree.candidate,
)


def candidate_for(access: Access, facts: SchemaFacts) -> Candidate | Refusal:
    """The index for one access, or why it gets none."""
    for form in FORMS:
        found = form(access, facts)
        if found is not None:
            return found
    return Refusal(access.query, access.table.qualified_name, "no condition or order in it could use an index")
