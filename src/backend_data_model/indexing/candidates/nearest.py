"""GiST for the nearest neighbours: ORDER BY place <-> point."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.indexing.candidate import Candidate, Key
from backend_data_model.indexing.candidates.partial import constant_conditions

if TYPE_CHECKING:
    from backend_data_model.indexing.facts import SchemaFacts
    from backend_data_model.indexing.predicates import Access


def candidate(access: Access, facts: SchemaFacts) -> Candidate | None:
    """The GiST index that returns rows in the order of their distance."""
    wanted = access.nearest
    if wanted is None or not access.limited or not wanted.term.immutable:
        return None
    table = facts.of(access.table)
    made = Candidate(access.table, [access.query], method="gist", tail=[Key(wanted.term.text, wanted.term.column)])
    kind = table.type(wanted.term.column or "")
    if kind in {"text", "citext"} or kind.startswith(("varchar", "character")):
        made.tail = [Key(wanted.term.text, wanted.term.column, opclass="gist_trgm_ops")]
        made.requires = [] if facts.has_extension("pg_trgm") else ["pg_trgm"]
    made.where = tuple(condition for _, condition in constant_conditions(access, table))
    made.serves = [f"a GiST index gives rows in the order of {wanted.term.text} {wanted.operator}, nearest first"]
    return made
