"""one-of-them: one of several has a part of its own - "one of the sailors steers the boat"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.linking import Bounds, emit_link
from backend_data_model.analyst.morphology import is_plural

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.phrase import Noun

RULE = "one-of-them"


def read(clause: Clause, context: Context) -> bool:
    """The whole refers to the one, by a name that the verb gives ("lead_technician")."""
    verb = clause.verb
    if verb is None or verb.negated or clause.condition is not None or verb.lemma in {"be", "have"}:
        return False
    ones, wholes = (clause.prep("by"), clause.subjects) if verb.passive else (clause.subjects, clause.objects)
    one = next((noun for noun in ones if _one_of_several(noun)), None)
    if one is None or len(wholes) != 1 or wholes[0].determiner not in {"the", "each", "every", "a"}:
        return False
    member, whole = context.entity(one), context.entity(wholes[0])
    if member is None or whole is None or member == whole:
        return False
    low = 0 if verb.modal in {"may", "can", "might", "could"} else 1
    emit_link(context, RULE, whole, member, Bounds(low, 1, 3), role=f"{_part(verb.lemma)}_{member}", verb=verb.lemma)
    return True


def _one_of_several(noun: Noun) -> bool:
    told = noun.quantity is not None and noun.quantity.max == 1 and noun.determiner in {"the", "its", "their", "these"}
    return told and bool(noun.words) and is_plural(noun.words[-1])


def _part(lemma: str) -> str:
    """What the verb makes of who does it: "lead", "accompanying"."""
    if lemma in lex.NOUN_LIKE:
        return lemma
    return (lemma[:-1] if lemma.endswith("e") and not lemma.endswith("ee") else lemma) + "ing"
