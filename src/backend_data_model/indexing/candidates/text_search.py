"""GIN for full text: document @@ query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.indexing.candidate import Candidate, Key, Refusal
from backend_data_model.indexing.candidates.companions import as_keys, equalities, is_narrow
from backend_data_model.indexing.candidates.partial import constant_conditions

if TYPE_CHECKING:
    from backend_data_model.indexing.facts import SchemaFacts
    from backend_data_model.indexing.predicates import Access


def candidate(access: Access, facts: SchemaFacts) -> Candidate | Refusal | None:
    """The GIN index of the words (of a document: what @@ asks), none where equalities leave few rows."""
    wanted = access.of_kind("search")
    if not wanted:
        return None
    term = wanted[0].term
    table = facts.of(access.table)
    if not term.immutable:
        return Refusal(
            access.query,
            access.table.qualified_name,
            f"{term.text} depends on a setting: name the configuration, to_tsvector('english', ...), or store it in a"
            " generated tsvector column",
        )
    opclass = "jsonb_path_ops" if table.type(term.column or "") == "jsonb" else None
    made = Candidate(access.table, [access.query], method="gin", tail=[Key(term.text, term.column, opclass=opclass)])
    equal = equalities(access, table)
    if is_narrow(equal, table):
        return None
    if equal and facts.has_extension("btree_gin"):
        made.equality = as_keys(equal)
    made.where = tuple(condition for _, condition in constant_conditions(access, table))
    made.serves = [f"a GIN index has the words of {term.text}"]
    return made
