"""story: what the role of a user story makes or uses - "as a seller, I want to create a listing with a title"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.claims import UniqueClaim
from backend_data_model.analyst.linking import Bounds, emit_link, link_to
from backend_data_model.analyst.members import add_members
from backend_data_model.analyst.morphology import identifier
from backend_data_model.model.document import Standing

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.phrase import Noun

RULE = "relation"


def read(clause: Clause, context: Context) -> bool:
    """Links of what the story makes to its role and to what it is made for, and members of what it makes."""
    verb = clause.verb
    assert verb is not None
    role = context.parsed.statement.actor if context.parsed is not None else None
    actor = context.symbols.resolve(identifier(role.lower().split())) if role else None
    objects = [entity for noun in clause.objects if (entity := context.entity(noun)) is not None]
    if len(clause.objects) == 2 and verb.lemma == "give" and objects and context.entity(clause.objects[1]) is None:
        context.focus = objects[0]
        return add_members(context, objects[0], clause.objects[1:], "story-give") > 0
    left = context.symbols.named(lex.NOMINALISATIONS.get(verb.lemma, ""))
    means = [n for n in context.not_entities(clause.prep("by", "via")) if context.attribute_name(n) in lex.TYPE_HEADS]
    if left is not None and not objects and means:
        objects = [left]
        add_members(context, left, means, "story-by")
    if not objects:
        return _event(clause, context, actor)
    frame = lex.VERB_FRAMES.get(verb.lemma, "other")
    withs = clause.prep("with")
    for entity in objects:
        context.focus = entity
        alone = actor is not None and _another(clause, context, actor) is None
        if actor is not None and alone and frame == "create" and actor != entity:
            emit_link(
                context, RULE, entity, actor, Bounds(1, 1, 1), verb=verb.lemma, role=_role_word(context, role, actor)
            )
            emit_link(context, RULE, actor, entity, Bounds(0, None, 1), verb=verb.lemma)
        _made_of(clause, context, entity)
        if actor is not None and frame == "create" and (another := _another(clause, context, actor)) is not None:
            _between_two(context, entity, actor, verb.lemma, another)
        own = [n for n in withs if context.entity(n) is None]
        others = [n for n in withs if context.entity(n) is not None]
        if own or others:
            add_members(context, entity, [*own, *others], "story-with")
        source = entity
        for word, nouns in clause.preps:
            for target in nouns:
                other = context.entity(target)
                if word == "with" and other is not None and target.plural:
                    source = other
                elif word == "as" and target.plural and actor is not None and other not in {None, entity, actor}:
                    for end in (actor, entity):
                        emit_link(context, RULE, str(other), end, Bounds(1, 1, 3), verb=verb.lemma)
                    context.emit(
                        UniqueClaim(
                            evidence=context.evidence(RULE),
                            rule="save-as",
                            owner=other,
                            members=[actor, entity],
                            standing=Standing.DEFAULT,
                        )
                    )
                elif word in {"for", "to", "on", "into", "in", "about"} and other not in {None, source, actor}:
                    link_to(context, clause, source, target, str(other), "story-for", keep_singular=True)
    return bool(withs or clause.preps or (actor is not None and frame == "create"))


def _event(clause: Clause, context: Context, actor: str | None) -> bool:
    """ "I apply for a course": the application is the speaker's, for the course."""
    verb = clause.verb
    event = context.symbols.named(lex.NOMINALISATIONS.get(verb.lemma, "")) if verb is not None else None
    targets = [e for n in clause.prep("for", "to", "in", "on", "at") if (e := context.entity(n)) is not None]
    if event is None or actor is None or not targets or event in {actor, *targets}:
        return False
    context.focus = event
    for end in dict.fromkeys([actor, *targets]):
        emit_link(context, RULE, event, end, Bounds(1, 1, 2), verb=verb.lemma if verb is not None else None)
    return True


def _made_of(clause: Clause, context: Context, made: str) -> None:
    """ "I want to write a critique of a poem": what is made refers to what it is of."""
    for noun in clause.objects:
        whole = context.entity(noun.of)
        if context.entity(noun) == made and noun.of is not None and whole not in {None, made}:
            link_to(context, clause, made, noun.of, str(whole), "story-of", keep_singular=True)


def _another(clause: Clause, context: Context, actor: str) -> Noun | None:
    """The other one of the role's own kind: "I want to propose a swap to another trader"."""
    nouns = [n for _, nouns in clause.preps for n in nouns]
    return next((n for n in nouns if n.determiner in {"another", "other"} and context.entity(n) == actor), None)


def _between_two(context: Context, made: str, actor: str, verb: str, another: Noun) -> None:
    """What one makes for another of the same kind refers to both, in two roles."""
    maker = f"{verb}r" if verb.endswith("e") else f"{verb}er"
    emit_link(context, RULE, made, actor, Bounds(1, 1, 2), verb=verb, role=maker)
    emit_link(context, RULE, made, actor, Bounds(1, 1, 2), verb=verb, role=f"{another.determiner}_{actor}")


def _role_word(context: Context, role: str | None, actor: str) -> str | None:
    name = role.strip().lower().replace(" ", "_").replace("-", "_") if role else ""
    return name if name and name != actor and context.symbols.roles.get(name) == actor else None
