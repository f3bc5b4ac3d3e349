"""made-up-of: the people that a group is - "the crew of a voyage is two or more sailors"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst.linking import Bounds, emit_link
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context

RULE = "made-up-of"
_GROUPS = word_set("crew team staff party panel jury cast committee squad board lineup line-up membership")


def read(clause: Clause, context: Context) -> bool:
    """What the group is of has many of its people; whether they may be in several groups is asked."""
    verb = clause.verb
    if verb is None or verb.lemma not in {"be", "comprise", "consist", "include"} or verb.negated:
        return False
    if len(clause.subjects) != 1 or len(clause.objects) != 1 or clause.condition is not None:
        return False
    group, people = clause.subjects[0], clause.objects[0]
    whole, member = context.entity(group.of), context.entity(people)
    if group.head not in _GROUPS or whole is None or member in {None, whole} or not people.plural:
        return False
    low = people.quantity.min if people.quantity is not None else 0
    emit_link(context, RULE, whole, str(member), Bounds(low, None, 3), verb=verb.lemma)
    emit_link(context, RULE, str(member), whole, Bounds(0, None, 0), verb=verb.lemma)
    context.focus, context.plural, context.pair = whole, str(member), (whole, str(member))
    return True
