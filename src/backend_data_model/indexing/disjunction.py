"""OR: one index for each arm, whose bitmaps the engine unites; or none, where one arm has to read the table anyway."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_data_model.indexing.facts import SchemaFacts
    from backend_data_model.indexing.predicates import Access, Predicate

_KEYED = frozenset({"equal", "in", "prefix", "contains", "infix", "search", "overlaps"})


def arms_of(access: Access, facts: SchemaFacts) -> list[Access]:
    """An access for each arm of an OR, with the equalities that hold for all; the access itself where that is no use.

    It is no use beside an equality that leaves few rows, and where an arm has nothing that an index finds.
    """
    table = facts.of(access.table)
    for arms in access.arms:
        common = [p for p in access.predicates if p.kind in {"equal", "null"}]
        if any(p.kind == "equal" and table.is_selective(p.term.column) for p in common):
            continue
        if all(any(_is_keyed(p, access, facts) for p in arm) for arm in arms):
            return [
                replace(access, predicates=[*common, *arm], sort=[], limited=False, aggregated=False, arms=[])
                for arm in arms
            ]
    return [access]


def _is_keyed(predicate: Predicate, access: Access, facts: SchemaFacts) -> bool:
    table = facts.of(access.table)
    column = predicate.term.column
    if predicate.kind not in _KEYED or not predicate.term.immutable:
        return False
    return predicate.kind != "equal" or table.is_selective(column)
