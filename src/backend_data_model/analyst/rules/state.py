"""state: what a thing is, out of a few - "kites are new, worn or torn", "it is healthy, diseased or dead"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.members import entity_qualifiers
from backend_data_model.analyst.morphology import singular

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context

RULE = "state"


def read(clause: Clause, context: Context) -> bool:
    """The values are a status of the thing; after "it", of the attribute just named where that is one of a few."""
    if clause.verb is not None:
        return False
    if clause.pronoun in {"it", "they", "each", "one"} and not clause.objects and context.focus is not None:
        owner, name = context.last_attribute or (None, "")
        if owner == context.focus and name.split("_")[-1] in lex.ENUM_HEADS:
            return False
        values = [qualifier for qualifier in clause.qualifiers if qualifier.kind == "enum"]
        return bool(values) and entity_qualifiers(context, context.focus, values, RULE)
    if not clause.objects or len(clause.objects) < 2:
        return False
    first = clause.objects[0]
    entity = context.entity(first)
    values = [qualifier for qualifier in first.qualifiers if qualifier.kind == "enum"]
    for value in values:
        value.values = tuple(singular(each) for each in value.values) if first.plural else value.values
    if entity is None or not values or any(context.entity(noun) is not None for noun in clause.objects[1:]):
        return False
    return entity_qualifiers(context, entity, values, RULE)
