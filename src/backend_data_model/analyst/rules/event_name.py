"""event-name: what several things do together has a name - "a clerk assigns vans to a route: that is a trip"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.claims import LinkClaim
from backend_data_model.analyst.clause import named_by
from backend_data_model.analyst.linking import Bounds, emit_link
from backend_data_model.analyst.members import add_members
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "event-name"
_PLACES = word_set("to by in on for at from with against into within onto over through about between during under of")
_STATES = frozenset({"own", "contain", "belong"})
_SINGLE = lex.ARTICLES | {"every", "each"}


def read(parsed: Parsed, context: Context) -> bool:
    """The thing that is named refers to everything that takes part, in this sentence or the one before it."""
    for place, clause in enumerate(parsed.clauses):
        naming = named_by(clause, first=place == 0)
        event = context.entity(naming)
        if event is None or clause.condition is not None:
            continue
        if place:
            parts = _parts(parsed.clauses[:place], context, event)
            if len(parts) >= 2:
                context.no_links = True
                for told in parsed.clauses[:place]:  # what is measured ("hours") is what the event holds
                    told.objects = [noun for noun in told.objects if context.entity(noun) is not None]
        else:
            parts = _parts(context.before.clauses, context, event) if context.before is not None else []
            _withdraw(context, parts)
        if len(parts) < 2:
            continue
        for part in parts:
            emit_link(context, RULE, event, part, Bounds(1, 1, 2), verb="involve")
            emit_link(context, RULE, part, event, Bounds(0, None, 1), verb="involve")
        context.focus = event
        if context.no_links:
            add_members(context, event, context.not_entities(clause.prep("with")), RULE)
        return True
    return False


def _parts(clauses: list[Clause], context: Context, event: str) -> list[str]:
    """Who and what takes part in the action that the last of the clauses tells."""
    for clause in reversed(clauses):
        verb = clause.verb
        if verb is None or verb.negated or verb.lemma == "be" or clause.condition is not None:
            continue
        subjects = [e for e in (context.entity(n) for n in clause.subjects) if e is not None]
        others = [context.entity(n) for n in [*clause.objects, *clause.prep(*_PLACES)]]
        found = [*subjects, *(e for e in others if e is not None)]
        states = lex.VERB_FRAMES.get(verb.lemma) in _STATES and not verb.passive
        return [e for e in dict.fromkeys(found) if e != event] if subjects and not states else []
    return []


def _withdraw(context: Context, parts: list[str]) -> None:
    """Takes back the links that the sentence before made between those who take part."""
    if len(parts) < 2:
        return
    first = len(context.claims)
    while first and context.claims[first - 1].statement >= context.index - 1:
        first -= 1
    last = context.claims[first:]
    context.claims[first:] = [
        c for c in last if not (isinstance(c, LinkClaim) and c.source in parts and c.target in parts)
    ]
