"""own-facts: what the person of a user story tells of themselves - "as a member, I give my name and birth date"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst.members import add_members
from backend_data_model.analyst.own_facts import composed_of, tells_of_self

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context

RULE = "own-facts"


def read(clause: Clause, context: Context) -> bool:
    """Properties that the role of a story gives of itself are properties of the thing that it names."""
    actor = context.parsed.statement.actor if context.parsed is not None else None
    owner = context.lookup(actor.lower()) if actor is not None else None
    if owner is None or not tells_of_self(clause):
        return False
    nouns = [part for noun in clause.objects for part in composed_of(noun) or [noun]]
    if any(context.entity(noun) is not None for noun in nouns):
        return False
    context.focus = owner
    return add_members(context, owner, nouns, RULE) > 0
