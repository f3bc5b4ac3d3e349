"""announced: a thing that a conversation only names, whose fields follow - "payments on an order"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst.linking import link_to
from backend_data_model.analyst.spoken_topics import announced

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "announced"


def read(parsed: Parsed, context: Context) -> bool:
    """Makes what is named the focus; what is no thing takes the focus away, so that no fragment is put to another."""
    noun = announced(parsed)
    if noun is None:
        return False
    entity = context.entity(noun)
    context.topic, context.asked = None, True
    context.focus = context.announced = entity
    context.last_attribute = None
    if entity is None:
        return False
    for clause in parsed.clauses[:1]:
        for target in [n for _, nouns in clause.preps for n in nouns]:
            whole = context.entity(target)
            if whole is not None and whole != entity:
                link_to(context, clause, entity, target, whole, RULE)
    return True
