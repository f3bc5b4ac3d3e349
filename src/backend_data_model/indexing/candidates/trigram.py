"""Trigrams for text inside text: LIKE '%x%', ILIKE, regular expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.indexing.candidate import Candidate, Key
from backend_data_model.indexing.candidates.companions import as_keys, equalities, is_narrow
from backend_data_model.indexing.candidates.partial import constant_conditions

if TYPE_CHECKING:
    from backend_data_model.indexing.facts import SchemaFacts
    from backend_data_model.indexing.predicates import Access


def candidate(access: Access, facts: SchemaFacts) -> Candidate | None:
    """The trigram index; a B-tree on the equalities where these leave few rows, or where any few rows do (LIMIT)."""
    wanted = [p for p in access.of_kind("infix") if p.term.immutable]
    if not wanted:
        return None
    table = facts.of(access.table)
    equal = equalities(access, table)
    any_rows_do = access.limited and not access.sort
    if is_narrow(equal, table) or (equal and any_rows_do and not facts.has_extension("btree_gin")):
        return None
    term = wanted[0].term
    key = Key(term.text, term.column, opclass="gin_trgm_ops")
    made = Candidate(access.table, [access.query], method="gin", tail=[key])
    made.where = tuple(condition for _, condition in constant_conditions(access, table))
    if equal and facts.has_extension("btree_gin"):
        made.equality = as_keys(equal)
    made.requires = [] if facts.has_extension("pg_trgm") else ["pg_trgm"]
    made.serves = [f"trigrams find text inside {term.text}, which no B-tree can"]
    return made
