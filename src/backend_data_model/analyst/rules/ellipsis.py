"""ellipsis: a direction told without its verb - "shows are hosted by presenters: a show by at least one"."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.linking import Bounds, emit_link
from backend_data_model.analyst.members import add_members, gap

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.phrase import Noun

RULE = "ellipsis"


def read(clause: Clause, context: Context) -> bool:
    """The verb of the clause before holds for a fragment that names one end and how many of the other."""
    parsed = context.parsed
    if clause.verb is not None or not clause.objects or parsed is None or clause is parsed.clauses[0]:
        return False
    before = parsed.clauses[: parsed.clauses.index(clause)]
    told = next((c for c in reversed(before) if c.verb is not None), None)
    if told is None or told.verb is None or told.verb.negated:
        return False
    end = context.entity(clause.objects[0])
    if end is None:
        return False
    if told.verb.lemma == "have" and len(clause.objects) > 1:
        return _gapped(clause, context, end)
    ends = [e for e in (context.entity(n) for n in _ends(told)) if e is not None]
    others = [e for e in dict.fromkeys(ends) if e != end]
    if end not in ends or len(others) != 1:
        return False
    bounds = _bounds(clause, context, others[0])
    if bounds is None:
        return False
    emit_link(context, RULE, end, others[0], bounds, verb=told.verb.lemma)
    return True


def _ends(clause: Clause) -> list[Noun]:
    return [n for n in clause.nouns() if n.head not in lex.TYPE_HEADS]


def _bounds(clause: Clause, context: Context, other: str) -> Bounds | None:
    """How many of the other end: a noun with a quantity ("several mills"), or only the quantity ("by at least one")."""
    for noun in [*clause.objects[1:], *(n for _, nouns in clause.preps for n in nouns)]:
        if context.entity(noun) == other and noun.quantity is not None:
            return Bounds(noun.quantity.min, noun.quantity.max, 3)
    told = next((q for q in clause.objects[0].qualifiers if q.kind == "range"), None)
    if told is not None and (told.min is not None or told.max is not None):
        high = int(told.max) if told.max is not None and told.max == 1 else None
        return Bounds(int(told.min or 0), high, 3)
    words = set(clause.complement)
    if words & (lex.MANY | {"any"}):
        return Bounds(0, None, 3)
    return None


def _gapped(clause: Clause, context: Context, first: str) -> bool:
    """ "Tags have a colour; boxes and bins a label": the verb is left out between owners and attribute."""
    nouns = clause.objects
    if not any(gap(noun, after) for noun, after in pairwise(nouns)):
        return False
    return add_members(context, first, nouns, RULE) > 0
