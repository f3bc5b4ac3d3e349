"""Equality columns beside what a GIN or GiST index is for, and when they make a B-tree the better choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.indexing.candidate import Key
from backend_data_model.indexing.candidates.partial import is_fixed

if TYPE_CHECKING:
    from backend_data_model.indexing.facts import TableFacts
    from backend_data_model.indexing.predicates import Access, Predicate


def equalities(access: Access, table: TableFacts) -> list[Predicate]:
    """The equalities whose values change from call to call."""
    return [p for p in access.of_kind("equal") if p.term.immutable and not is_fixed(p, table)]


def is_narrow(equal: list[Predicate], table: TableFacts) -> bool:
    """Whether equality alone leaves few rows: it names more than the tenant or one of a few values."""
    return any(table.is_selective(p.term.column) for p in equal)


def as_keys(equal: list[Predicate]) -> list[Key]:
    """The equalities as keys."""
    return [Key(p.term.text, p.term.column) for p in equal]
