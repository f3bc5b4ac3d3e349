"""Partial indexes: conditions that are the same in every call need no key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.indexing.candidate import Condition

if TYPE_CHECKING:
    from backend_data_model.indexing.facts import TableFacts
    from backend_data_model.indexing.predicates import Access, Predicate


def constant_conditions(access: Access, facts: TableFacts) -> list[tuple[Predicate, Condition]]:
    """The predicates that may be the WHERE of an index: IS NULL, a boolean, and states that the statement spells out.

    A literal counts as fixed when its column has one of a few values (an enum, a CHECK with a list, or a state by its
    name), is part of no key, and is the same in every call.
    """
    found = []
    for predicate in access.predicates:
        column = predicate.term.column
        if column is None or predicate.join:
            continue
        if predicate.kind == "null":
            found.append((predicate, Condition(predicate.sql, (column,), rare=not facts.null_is_usual(column))))
        elif is_fixed(predicate, facts):
            rare = facts.likelihood(column, predicate.values) == "rare"
            found.append((predicate, Condition(predicate.sql, (column,), rare)))
    return found


def is_fixed(predicate: Predicate, facts: TableFacts) -> bool:
    """Whether it compares a column of few values with literals."""
    column = predicate.term.column
    if column is None or predicate.kind not in {"equal", "in"} or not predicate.values or predicate.join:
        return False
    return facts.has_closed_values(column) and column not in facts.referring and column != facts.tenant
