"""Partial indexes: conditions that are the same in every call need no key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.indexing.candidate import Condition

if TYPE_CHECKING:
    from backend_data_model.indexing.facts import TableFacts
    from backend_data_model.indexing.predicates import Access, Predicate

_WORD = re.compile(r"'[a-z][a-z_ -]*'")
_BOOLEANS = frozenset({"true", "false"})


def constant_conditions(access: Access, facts: TableFacts) -> list[tuple[Predicate, Condition]]:
    """The predicates that may be the WHERE of an index: IS (NOT) NULL, a boolean, states that the statement spells out.

    A literal counts as fixed when its column has one of a few values (an enum, a CHECK with a list, or a state by its
    name), is part of no key, and is the same in every call.
    """
    found = []
    for predicate in access.predicates:
        column = predicate.term.column
        if column is None or predicate.join:
            continue
        if predicate.kind == "null":
            found.append((predicate, Condition(predicate.sql, (column,), facts.share_of_nulls(column))))
        elif predicate.kind == "not null" and _is_extra(predicate, access, facts):
            found.append((predicate, Condition(predicate.sql, (column,), facts.share_of_others(column))))
        elif is_fixed(predicate, facts):
            share = facts.share_of_values(column, predicate.values)
            found.append((predicate, Condition(_plain(predicate, facts), (column,), share)))
    return found


def _is_extra(predicate: Predicate, access: Access, facts: TableFacts) -> bool:
    """Whether IS NOT NULL is all that is asked of a column: a key would find the rows without a condition."""
    column = predicate.term.column or ""
    others = [p.term for p in access.predicates if p is not predicate] + [key.term for key in access.sort]
    return facts.nullable(column) and predicate.term not in others


def _plain(predicate: Predicate, facts: TableFacts) -> str:
    """A boolean in one spelling, so that conditions of several queries are seen to be the same."""
    column, value = predicate.term.column or "", predicate.values[0]
    if predicate.kind == "equal" and predicate.operator == "=" and facts.is_boolean(column) and value in _BOOLEANS:
        return predicate.term.text if value == "true" else f"NOT {predicate.term.text}"
    return predicate.sql


def is_fixed(predicate: Predicate, facts: TableFacts) -> bool:
    """Whether it compares a column of few values with literals, or any text with a list of plain words.

    A list that an application fills has one parameter for the array; words in the statement are part of its code.
    """
    column = predicate.term.column
    if column is None or predicate.kind not in {"equal", "in"} or not predicate.values or predicate.join:
        return False
    if column in facts.referring or column == facts.tenant or any(u == {column} for u in facts.unique_sets):
        return False
    words = predicate.kind == "in" and len(predicate.values) > 1 and all(map(_WORD.fullmatch, predicate.values))
    return facts.has_closed_values(column) or words
