"""existential: what there is, with what it has - "there are two halls, each with a name and a number of seats"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.claims import UniqueClaim
from backend_data_model.analyst.linking import Bounds, emit_link, link_to
from backend_data_model.analyst.members import add_members

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.phrase import Noun

RULE = "existential"
_WHERE = ("in", "on", "at", "for", "per", "inside", "within")


def read(clause: Clause, context: Context) -> bool:
    """The members after "with" are those of the thing; a thing that it is in, on or for is what it belongs to."""
    verb = clause.verb
    if verb is None or verb.lemma != "be" or clause.subjects or clause.pronoun or verb.negated or not _there(context):
        return False
    understood = 0
    for noun in clause.objects:
        entity = context.entity(noun)
        if entity is None or noun.determiner == "no":
            continue
        context.focus = context.plural = entity
        understood += add_members(context, entity, clause.prep("with"), RULE)
        if _per_pair(clause, context, entity):
            understood += 1
            continue
        for place in clause.prep(*_WHERE):
            whole = context.entity(place)
            if whole is not None and whole != entity and place in clause.prep("per") and _any(noun, entity):
                emit_link(context, RULE, whole, entity, Bounds(0 if noun.optional else 1, 1, 3), verb="have")
                emit_link(context, RULE, entity, whole, Bounds(1, 1, 3), verb="be")
                understood += 1
            elif whole is not None and whole != entity:
                link_to(context, clause, whole, noun, entity, RULE)
                if place.determiner in {"each", "every", "a", "an"}:
                    emit_link(context, RULE, entity, whole, Bounds(1, 1, 1), verb="be")
                understood += 1
    owner = context.topic or context.focus
    if understood or owner is None or any(context.entity(noun) is not None for noun in clause.objects):
        return understood > 0
    properties = [noun for noun in clause.objects if _is_property(noun) and noun.determiner != "no"]
    return bool(properties) and add_members(context, owner, properties, RULE) > 0


def _any(noun: Noun, entity: str) -> bool:
    """Whether one of a thing is meant, and not one in some state ("one active subscription per subscriber")."""
    return not noun.plural and not noun.modifiers and len(noun.words) <= len(entity.split("_"))


def _per_pair(clause: Clause, context: Context, thing: str) -> bool:
    """ "Per shop and article there is a stock level": one for each pair of them."""
    places = clause.prep("per") or [n for n in clause.prep("for") if n.determiner in lex.UNIVERSAL]
    wholes = list(dict.fromkeys(e for e in (context.entity(n) for n in clause.prep("per", "for")) if e is not None))
    if not places or len(wholes) < 2 or thing in wholes or any(n.plural for n in clause.objects):
        return False
    for whole in wholes:
        emit_link(context, RULE, thing, whole, Bounds(1, 1, 2), verb="be")
        emit_link(context, RULE, whole, thing, Bounds(0, None, 1), verb="be")
    context.emit(UniqueClaim(evidence=context.evidence(RULE), rule=RULE, owner=thing, members=wholes, focus=thing))
    return True


def _there(context: Context) -> bool:
    assert context.parsed is not None
    return any(token.lower in {"there", "exist", "exists"} for token in context.parsed.tokens)


def _is_property(noun: Noun) -> bool:
    return noun.head in lex.TYPE_HEADS or (noun.head == "time" and len(noun.words) > 1)
