"""story-facts: what a role wants to have - "as a runner I want a profile with a nickname"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.linking import link_to
from backend_data_model.analyst.members import add_members
from backend_data_model.analyst.story_evidence import own_record

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context

RULE = "story-facts"
_PROPERTIES = {*lex.TYPE_HEADS, "time"}
_PLACES = ("to", "on", "of", "for", "in", "at", "about", "from")


def read(clause: Clause, context: Context) -> bool:
    """The properties of the role's own record, of a thing that is wanted, or of a thing that is acted on later."""
    statement = context.parsed.statement if context.parsed is not None else None
    if statement is None or statement.actor is None or clause.pronoun not in {"i", "we"} or clause.subjects:
        return False
    if (held := own_record(clause)) and (owner := context.lookup(statement.actor.lower())) is not None:
        context.focus = owner
        return add_members(context, owner, held, RULE) > 0
    if clause.verb is None:
        return _wanted(clause, context)
    return _acted_on(clause, context)


def _wanted(clause: Clause, context: Context) -> bool:
    entity = context.entity(clause.objects[0]) if clause.objects else None
    withs = clause.prep("with")
    if entity is None or not withs:
        return False
    context.focus = entity
    for noun in clause.prep(*_PLACES):
        target = context.entity(noun)
        if target not in {None, entity}:
            link_to(context, clause, entity, noun, str(target), RULE, keep_singular=True)
    whole = context.entity(clause.objects[0].of)
    if whole not in {None, entity} and clause.objects[0].of is not None:
        link_to(context, clause, entity, clause.objects[0].of, str(whole), RULE, keep_singular=True)
    return add_members(context, entity, withs, RULE) > 0


def _acted_on(clause: Clause, context: Context) -> bool:
    """ "I want to close it with a closing time": what comes with a later act need not be there before it."""
    verb = clause.verb
    withs = clause.prep("with")
    if verb is None or verb.negated or clause.objects or not {"it", "them"} & set(clause.complement) or not withs:
        return False
    if context.focus is None or lex.VERB_FRAMES.get(verb.lemma) in {"create", "record", "own"}:
        return False
    if any(context.entity(noun) is not None for noun in withs) or not any(n.head in _PROPERTIES for n in withs):
        return False
    for noun in withs:
        noun.optional = True
    return add_members(context, context.focus, withs, RULE) > 0
