"""In which order the keys of a B-tree stand: equality, sort, range; or equality, range, sort.

Equality first: the rows then lie together, in the order of the keys that follow.  A sort key next saves the sort and
lets LIMIT stop early; a range before it would end that order.  Where the range leaves few rows, reading these and
sorting them is cheaper (equality, range, sort: MongoDB manual, "The ESR Guideline", and measured on PostgreSQL 15).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backend_data_model.indexing.candidate import Key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.indexing.predicates import Access, Predicate, SortKey, Term


@dataclass(slots=True)
class Tail:
    """What follows the equality keys: `keys` in order, and how many of them are ranges or sort keys."""

    keys: list[Key] = field(default_factory=list)
    sorted_by: list[str] = field(default_factory=list)
    ranges: list[str] = field(default_factory=list)
    prefixes: list[str] = field(default_factory=list)


def order_tail(
    access: Access, fixed: set[Term], pattern_class: dict[Term, str | None], recent: frozenset[Term] = frozenset()
) -> Tail:
    """The keys after the equality keys.

    `fixed` are terms with one value in all rows that are read; `recent` are those of which a lower bound leaves few
    rows, as it does with the time at which something was recorded.
    """
    sort = [] if access.aggregated else _useful(access.sort, fixed)
    ranges = _ranges(access, fixed)
    prefixes = [p.term for p in access.of_kind("prefix") if p.term not in fixed and p.term in pattern_class]
    tail = Tail()
    if prefixes:
        tail.prefixes = [prefixes[0].text]
        tail.keys = [Key(prefixes[0].text, prefixes[0].column, opclass=pattern_class[prefixes[0]])]
        return tail
    lists = [p.term for p in access.of_kind("in") if p.term not in fixed]
    range_terms = [term for term, _ in ranges]
    two_sided = [
        term
        for term, bounds in ranges
        if bounds >= {"lower", "upper"} or "both" in bounds or (term in recent and "lower" in bounds)
    ]
    if sort and _sort_first(access, sort, range_terms, two_sided):
        tail.keys = sort_keys(sort)
        tail.sorted_by = [key.term.text for key in sort]
        sorted_terms = {key.term for key in sort}
        rest = [term for term in (*lists, *range_terms) if term not in sorted_terms]
        tail.ranges = [term.text for term in range_terms]
        tail.keys += [Key(term.text, term.column) for term in dict.fromkeys(rest)]
        return tail
    in_front = [term for term in lists if term not in range_terms]
    ordered = sorted(dict.fromkeys(range_terms), key=lambda term: term not in two_sided)
    tail.keys = [Key(term.text, term.column) for term in (*in_front, *ordered)]
    tail.ranges = [term.text for term in ordered]
    return tail


def _sort_first(access: Access, sort: Sequence[SortKey], ranges: Sequence[Term], two_sided: Sequence[Term]) -> bool:
    others = [term for term in ranges if term != sort[0].term]
    if not others:
        return access.limited or not access.of_kind("in") or bool(ranges)
    return access.limited and not any(term in two_sided for term in others)


def _useful(sort: Sequence[SortKey], fixed: set[Term]) -> list[SortKey]:
    """Sort keys without those that are the same in all rows, up to the first that no index can have."""
    found: list[SortKey] = []
    for key in sort:
        if key.term in fixed or any(key.term == other.term for other in found):
            continue
        if not key.term.text or not key.term.immutable:
            return []
        found.append(key)
    return found


def sort_keys(sort: Sequence[SortKey]) -> list[Key]:
    """The keys of an index for an order: plain ascending where that, read forwards or backwards, gives the order."""
    plain = all(key.descending == key.nulls_first == sort[0].descending for key in sort)
    if plain:
        return [Key(key.term.text, key.term.column) for key in sort]
    return [Key(key.term.text, key.term.column, key.descending, key.nulls_first) for key in sort]


def _ranges(access: Access, fixed: set[Term]) -> list[tuple[Term, set[str]]]:
    found: dict[Term, set[str]] = {}
    for predicate in access.of_kind("range"):
        if predicate.term not in fixed and predicate.term.immutable and predicate.bound:
            found.setdefault(predicate.term, set()).add(predicate.bound)
    return list(found.items())


def is_open(predicates: Sequence[Predicate], term: str) -> bool:
    """Whether a range has only one bound."""
    bounds = {p.bound for p in predicates if p.kind == "range" and p.term.text == term}
    return len(bounds) == 1 and "both" not in bounds
