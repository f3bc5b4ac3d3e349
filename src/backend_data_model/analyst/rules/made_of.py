"""made-of: a thing that is no more than its properties - "a cemetery is just a name and a county"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.entity_evidence import nothing_but_properties
from backend_data_model.analyst.members import add_members

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context

RULE = "made-of"


def read(clause: Clause, context: Context) -> bool:
    """The properties after "is just" are members of the subject."""
    if not nothing_but_properties(clause):
        return False
    owner = context.entity(clause.subjects[0])
    if owner is None or clause.subjects[0].head in lex.TYPE_HEADS:
        return False
    context.focus = owner
    return add_members(context, owner, clause.objects, RULE) > 0
