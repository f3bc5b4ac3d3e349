"""list-item: an item without a verb, under its header - "tracking number, unique"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.claims import UniqueClaim
from backend_data_model.analyst.linking import Bounds, emit_link
from backend_data_model.analyst.members import add_member, add_members, entity_qualifiers, qualify, tell_unit
from backend_data_model.analyst.ownership import owner_and_name
from backend_data_model.analyst.spoken_topics import lists_fields

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context

RULE = "list-item"
_TOLD_BY = "attribute-predicate"


def _one_per_speaker(context: Context, one: str, ends: list[str]) -> bool:
    """ "As a rider I enter a race. One entry per race": one for each rider and race."""
    for end in ends:
        emit_link(context, "one-per", one, end, Bounds(1, 1, 2), told_by=_TOLD_BY)
        emit_link(context, "one-per", end, one, Bounds(0, None, 2), told_by=_TOLD_BY)
    evidence = context.evidence(_TOLD_BY)
    context.emit(UniqueClaim(evidence=evidence, rule="one-per", owner=one, members=ends, focus=one))
    return True


def _each_with(clause: Clause, context: Context) -> bool | None:
    """ "Each van with a plate, a payload and a kind": what stands after "with" goes on after the comma."""
    first, withs = clause.objects[0] if clause.objects else None, clause.prep("with")
    if first is None or not withs or first.determiner not in lex.UNIVERSAL:
        return None
    entity = context.entity(first)
    if entity is None or context.entity(withs[0]) is not None:
        return None
    withs[-1].qualifiers.extend(first.qualifiers)
    first.qualifiers = []
    context.topic, context.focus = None, entity
    return add_members(context, entity, [*withs, *clause.objects[1:]], "each-with") > 0


def read(clause: Clause, context: Context) -> bool:
    """An item without a verb: an attribute of the topic ("tracking number, unique")."""
    if clause.verb is not None:
        return False
    owner = context.topic if context.topic is not None else context.focus if context.asked else None
    if context.topic is None and owner is not None and not lists_fields(clause, context.not_entities(clause.objects)):
        owner = None
    if clause.qualifiers and not clause.objects and context.last_attribute is not None:
        both = context.parsed is not None and context.parsed.normal.startswith(("neither", "both"))
        two = list(dict.fromkeys(context.told()))[-2:] if clause.pronoun in {"both", "neither"} else []
        for holder, told in context.recent if both else two if len(two) == 2 else [context.last_attribute]:
            qualify(context, holder, told, clause.qualifiers, _TOLD_BY)
        return True
    found = _event_values(clause, context)
    if found:
        return True
    labelled = next((e for e in (context.entity(n) for n in clause.labels) if e is not None), None)
    if labelled is not None:
        return add_members(context, labelled, clause.objects, "label-list") > 0
    listed = context.entity(clause.objects[-1]) if clause.objects and clause.objects[-1].of is not None else None
    if (
        "each" in clause.complement
        and clause.prep("with")
        and (each := listed or context.plural or context.topic or context.focus) is not None
    ):
        context.focus = each
        return add_members(context, each, context.not_entities(clause.prep("with")), "each-with") > 0
    if (whole := _each_with(clause, context)) is not None:
        return whole
    per = [e for e in (context.entity(n) for n in clause.prep("per", "for")) if e is not None]
    one = next(
        (
            e
            for n in clause.objects
            if n.quantity is not None and n.quantity.max == 1 and (e := context.entity(n)) is not None
        ),
        None,
    )
    if per and one is not None and per[0] != one and not context.no_links:
        if (actor := context.actor()) is not None and actor not in {one, per[0]}:
            return _one_per_speaker(context, one, [actor, per[0]])
        emit_link(context, "one-per", per[0], one, Bounds(1, 1, 3), told_by=_TOLD_BY)
        return True
    for noun in clause.objects:
        if (
            (entity := context.entity(noun)) is not None
            and any(q.kind == "enum" for q in noun.qualifiers)
            and noun.determiner is not None
        ):
            found |= entity_qualifiers(context, entity, noun.qualifiers, _TOLD_BY)
    if found:
        return True
    if (
        clause.pronoun in {"i", "we"}
        and clause.objects
        and (entity := context.entity(clause.objects[0])) is not None
        and clause.prep("with")
    ):
        context.focus = entity
        return add_members(context, entity, context.not_entities(clause.prep("with")), "story-with") > 0
    for noun in clause.objects:
        named, attribute = owner_and_name(context, noun)
        if named is not None and attribute is None and owner is None:
            continue
        if clause.condition is not None and not noun.qualifiers:
            continue
        if (
            named is not None
            and attribute is not None
            and noun.qualifiers
            and noun.of is None
            and (named != owner or noun.plural)
        ):
            qualify(context, named, attribute, noun.qualifiers, _TOLD_BY)
            found = True
        elif owner is not None:
            found |= add_member(context, owner, noun, RULE)
        elif noun.qualifiers and attribute is not None:
            tell_unit(context, named, attribute, noun, _TOLD_BY)
            qualify(context, named, attribute, noun.qualifiers, _TOLD_BY)
            found = True
    return found


def _event_values(clause: Clause, context: Context) -> bool:
    """ "A rating goes from 1 to 5": what an action leaves behind has a value of its own name."""
    found = False
    for noun in clause.objects:
        entity = context.entity(noun)
        if entity in context.symbols.events.values() and any(q.kind == "range" for q in noun.qualifiers):
            found |= entity_qualifiers(context, str(entity), noun.qualifiers, _TOLD_BY)
    return found
