"""one-per-period: one thing for each value of a property of it - "a grower gets one statement per harvest year"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.claims import UniqueClaim
from backend_data_model.analyst.linking import Bounds, emit_link

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context

RULE = "one-per-period"


def read(clause: Clause, context: Context) -> bool:
    """The thing refers to who gets it and is unique for that and the property."""
    verb = clause.verb
    if verb is None or verb.passive or verb.negated or clause.condition is not None or len(clause.objects) != 1:
        return False
    thing = clause.objects[0]
    owner, entity = context.subject_entity(clause), context.entity(thing)
    if owner is None or entity in {None, owner} or thing.quantity is None or thing.quantity.max != 1:
        return False
    period = next((n for n in clause.prep("per", "for", "in") if context.entity(n) is None), None)
    if period is None or (period.determiner is not None and period.determiner not in lex.UNIVERSAL | {"a", "an"}):
        return False
    name = context.attribute_name(period)
    if name not in context.named.get(str(entity), {}):
        return False
    emit_link(context, RULE, str(entity), owner, Bounds(1, 1, 3), verb=verb.lemma)
    emit_link(context, RULE, owner, str(entity), Bounds(0, None, 3), verb=verb.lemma)
    context.emit(
        UniqueClaim(
            evidence=context.evidence(RULE), rule=RULE, owner=str(entity), members=[name], scope=[owner], focus=owner
        )
    )
    return True
