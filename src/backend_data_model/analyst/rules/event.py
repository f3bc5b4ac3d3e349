"""event: what an action leaves behind - "when a vet examines a dog, we record the date"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst.events import OCCASIONS, participants
from backend_data_model.analyst.linking import Bounds, emit_link

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "event"


def read(parsed: Parsed, context: Context) -> bool:
    """Each record of the action has one of each thing that takes part; what is recorded then is the record's."""
    found = False
    for clause in parsed.clauses:
        event = event_of(clause, context)
        if event is None:
            continue
        tie(clause, event, context)
        if clause.condition in OCCASIONS:
            context.occasion = event
        found = True
    return found


def event_of(clause: Clause, context: Context) -> str | None:
    """The entity that the action of a clause leaves behind."""
    verb = clause.verb
    if verb is None or verb.negated:
        return None
    event = context.symbols.events.get(verb.lemma)
    if event is None or clause.condition not in OCCASIONS | {None}:
        return None
    taking = [entity for _, entity in participants(clause, context.symbols)]
    return event if event not in taking and (len(taking) >= 2 or clause.condition in OCCASIONS) else None


def tie(clause: Clause, event: str, context: Context) -> None:
    """Links the record of the action to what takes part in it."""
    assert clause.verb is not None
    for noun, entity in participants(clause, context.symbols):
        role = context.symbols.role_of(noun)
        emit_link(context, RULE, event, entity, Bounds(1, 1, 3), verb=clause.verb.lemma, role=role)
        emit_link(context, RULE, entity, event, Bounds(0, None, 0), verb=clause.verb.lemma)
