"""subtype: a kind of a thing with facts of its own - "lawyers are staff members who in addition have a bar number"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst.claims import EntityClaim
from backend_data_model.analyst.members import add_members
from backend_data_model.analyst.rules import has_list, relation

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context

RULE = "subtype"


def read(clause: Clause, context: Context) -> bool:
    """What is said of the parent noun is said of its kind: the members go to the subtype."""
    verb = clause.verb
    if verb is None or verb.lemma != "be" or verb.negated or not clause.subjects or not clause.objects:
        return False
    name = clause.subjects[0].name
    parent = context.entity(clause.objects[0])
    if parent is None or context.symbols.subtypes.get(name) != parent:
        return False
    context.emit(EntityClaim(evidence=context.evidence(RULE), rule=RULE, name=name))
    context.focus = name
    add_members(context, name, context.not_entities(clause.prep("with")), RULE)
    for relative in clause.objects[0].relatives:
        relative.subjects = [clause.subjects[0]]
        if not has_list.read(relative, context):
            relation.read(relative, context)
    return True
