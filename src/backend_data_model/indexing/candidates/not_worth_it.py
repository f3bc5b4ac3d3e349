"""No index: tables that stay small, and rows that a key names already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.indexing.candidate import Refusal

if TYPE_CHECKING:
    from backend_data_model.indexing.facts import SchemaFacts
    from backend_data_model.indexing.predicates import Access


def refuse(access: Access, facts: SchemaFacts) -> Refusal | None:
    """Why no index is considered at all."""
    table = facts.of(access.table)
    name = access.table.qualified_name
    equal = {p.term.column for p in access.of_kind("equal") if p.term.column}
    key = next((unique for unique in table.unique_sets if unique <= equal), None)
    if key is not None:
        return Refusal(access.query, name, f"the key on {', '.join(sorted(key))} finds the one row")
    if not access.predicates and not access.sort and access.nearest is None:
        return Refusal(access.query, name, "the query reads the whole table")
    if table.is_reference:
        return Refusal(
            access.query, name, "the table looks like a short list: it fits a few pages, which are read at once"
        )
    return None
