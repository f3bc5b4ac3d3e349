"""goes-by: a name or a place that a thing is known by - "rangers go by a nickname", "a buoy lies at a latitude"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.members import add_members

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context

RULE = "goes-by"
_NAMED = {"go": ("by", "under"), "know": ("by", "under", "as"), "call": ("by",)}
_PLACED = frozenset({"lie", "stand", "sit", "locate", "situate", "place"})


def read(clause: Clause, context: Context) -> bool:
    """What follows the preposition is a property of the subject."""
    verb = clause.verb
    if verb is None or verb.negated or clause.objects:
        return False
    words = _NAMED.get(verb.lemma, ("at",) if verb.lemma in _PLACED else ())
    told = [n for n in clause.prep(*words) if n.determiner in {"a", "an"} | lex.POSSESSIVES and not n.plural]
    if verb.lemma in _PLACED:
        told = [n for n in told if lex.TYPE_HEADS.get(n.head) in {"decimal", "integer", "text"}]
    owner = context.subject_entity(clause)
    told = [n for n in told if context.entity(n) is None]
    return owner is not None and bool(told) and add_members(context, owner, told, RULE) > 0
