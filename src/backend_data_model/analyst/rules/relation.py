"""relation: a verb between two entities - "a booking belongs to a guest", "guests place orders"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.linking import MAY, Bounds, emit_link, link_to
from backend_data_model.analyst.members import add_member, add_members
from backend_data_model.analyst.receivers import receiver_and_thing
from backend_data_model.analyst.rules import event as event_rule
from backend_data_model.analyst.rules import story
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.phrase import Noun

RULE = "relation"
_LINKING = word_set(
    """
    to by in on for at from of with under against into within as onto over through per about between during along
    alongside beneath
    """
)
_PARTS = word_set("part member child element")
_INSTANCES = word_set("run copy example edition showing viewing screening rendering reading sitting occurrence case")
_SKIP = word_set(
    """
    delete remove cancel see view show display update change modify edit search filter sort export print
    warn notify remind share differ exceed precede overlap say mean load calculate compute allow enable ensure
    prevent disappear serve
    """
)


def read(clause: Clause, context: Context) -> bool:
    """Links between the entities of a clause; attributes in a with-list go to the thing just named."""
    verb = clause.verb
    if verb is None or verb.negated or context.no_links or (verb.lemma in _SKIP and not _counted(clause)):
        return False
    if _inverted(clause, context):
        return True
    subject = context.subject_entity(clause)
    if any(n.determiner == "no" for n in clause.subjects):
        return False
    if clause.condition is not None and not (
        clause.condition in {"when", "whenever"} and context.symbols.named(lex.NOMINALISATIONS.get(verb.lemma, ""))
    ):
        return False
    if (
        verb.lemma == "be"
        and clause.objects
        and (clause.objects[0].head in _PARTS or (_single(clause.objects[0]) and _of_action(clause.objects[0])))
        and clause.objects[0].of is not None
    ):
        whole = context.entity(clause.objects[0].of)
        if subject is None or whole is None:
            return False
        link_to(context, clause, subject, clause.objects[0].of, whole, "part-of")
        return True
    if verb.lemma == "be" and (placed := _charged_or_placed(clause, context, subject)):
        return placed
    looked_up = verb.lemma in lex.ACCESS_VERBS and not (
        (verb.lemma == "list" and not clause.prep("by"))
        or (verb.lemma == "look" and (clause.prep("after") or verb.particle == "after"))
    )
    if (verb.lemma == "be" and clause.objects and not _describes(clause, context)) or looked_up:
        return False
    if verb.lemma == "come" and verb.modal in MAY:
        for noun in clause.prep("with"):
            noun.optional = noun.optional or not noun.plural
    _many_share(clause, context, subject)
    if clause.pronoun in lex.FIRST_PERSON and not clause.subjects:
        return story.read(clause, context)
    other = context.topic if context.topic not in {None, subject} else context.focus
    if "several" in clause.complement and subject is not None and other not in {None, subject}:
        emit_link(context, RULE, subject, str(other), Bounds(0, None, 3), verb=verb.lemma)
        return True
    if subject is None:
        return False
    frame = _frame(clause)
    objects = [
        (noun, entity)
        for noun in clause.objects
        if noun.determiner != "same" and (entity := context.entity(noun)) is not None
    ]
    preps = [
        (word, noun, entity)
        for word, nouns in clause.preps
        if word in _LINKING or (word == "after" and verb.lemma == "look")
        for noun in nouns
        if noun.determiner != "same" and (entity := context.entity(noun)) is not None
    ]
    optional_later = any(q.kind == "optional" for q in clause.qualifiers)
    if verb.lemma == "be" and optional_later and not objects and not preps and context.topic not in {None, subject}:
        emit_link(context, RULE, str(context.topic), subject, Bounds(0, 1, 2), verb=verb.lemma)
        return True
    if event_rule.event_of(clause, context) is not None:
        return True
    event = lex.NOMINALISATIONS.get(verb.lemma)
    event_entity = context.symbols.named(event) if event else None
    if (
        event_entity is None
        and context.topic is not None
        and (verb.lemma in context.topic.split("_") or context.topic.startswith(verb.lemma[:5]))
    ):
        event_entity = context.topic
    involved = {subject, *(e for _, e in objects), *(e for _, _, e in preps)}
    if event_entity is not None and event_entity not in involved and len(involved) >= 2:
        for entity in [subject, *(e for _, e in objects), *(e for _, _, e in preps)]:
            emit_link(context, RULE, event_entity, entity, Bounds(1, 1, 2), verb=verb.lemma)
        return True
    if (told := receiver_and_thing(clause)) is not None and len(objects) == 2 and objects[0][1] != objects[1][1]:
        return _sends(clause, context, subject, told[0], objects, preps)
    if verb.passive or verb.participle:
        return _passive(clause, context, subject, objects, preps)
    if verb.lemma == "be" or (frame == "belong" and (preps or objects)):
        return _belongs(clause, context, subject, objects, preps)
    if frame == "assign" and (found := _puts(clause, context, objects, preps)):
        return found
    if frame == "create" and objects:
        return _creates(clause, context, subject, objects, preps)
    return _generic(clause, context, subject, objects, preps)


def _charged_or_placed(clause: Clause, context: Context, subject: str | None) -> bool:
    """ "A maker is responsible for several objects"; "a storage location is a shelf in a room"."""
    if subject is None or len(clause.objects) != 1:
        return False
    told = clause.objects[0]
    charged = told.words[-1:] == ["responsible"] and not clause.prep("with")
    same = told.determiner in {"a", "an"} and context.entity(told) == subject
    found = False
    for noun in clause.prep("for") if charged else clause.prep("in", "on", "at", "inside", "within") if same else []:
        target = context.entity(noun)
        if target not in {None, subject}:
            link_to(context, clause, subject, noun, str(target), RULE)
            found = True
    return found


def _counted(clause: Clause) -> bool:
    """Whether a verb of handling tells how many, and so a relationship: "every book is edited by one editor"."""
    verb = clause.verb
    if verb is None or clause.pronoun in lex.FIRST_PERSON or not clause.subjects:
        return False
    told = [*clause.objects, *(clause.prep("by", "with") if verb.passive else [])]
    return any(n.quantity is not None and n.quantity.explicit for n in told)


def _frame(clause: Clause) -> str:
    """What the verb tells of its nouns; to leave something behind is to make it, to leave from somewhere is not."""
    assert clause.verb is not None
    if clause.verb.lemma == "leave" and clause.objects:
        return "create"
    return lex.VERB_FRAMES.get(clause.verb.lemma, "use")


def _puts(
    clause: Clause, context: Context, objects: list[tuple[Noun, str]], preps: list[tuple[str, Noun, str]]
) -> bool:
    """ "A clerk assigns vans to a route": what is put somewhere refers to the place, whoever puts it there."""
    places = [(n, e) for word, n, e in preps if word in {"to", "in", "into", "on", "onto", "at", "under"}]
    if len(objects) != 1 or len(places) != 1 or objects[0][1] == places[0][1]:
        return False
    (noun, thing), (place, target) = objects[0], places[0]
    link_to(context, clause, thing, place, target, RULE, whoever=True)
    if noun.plural and (place.plural or noun.quantity is not None):
        emit_link(context, RULE, target, thing, Bounds(0, None, 1), verb=clause.verb.lemma if clause.verb else None)
    context.focus = thing
    return True


def _sends(
    clause: Clause,
    context: Context,
    subject: str,
    receiver: Noun,
    objects: list[tuple[Noun, str]],
    preps: list[tuple[str, Noun, str]],
) -> bool:
    """ "A donor sends a shelter a parcel": what is sent refers to who sends it and to who gets it."""
    verb = clause.verb.lemma if clause.verb is not None else None
    thing = objects[1][1]
    if thing == subject:
        return False
    ends = [(objects[0][1], context.symbols.role_of(receiver)), *((e, None) for _, _, e in preps)]
    if objects[0][1] == subject:
        ends[0] = (subject, "receiver")
    emit_link(context, RULE, thing, subject, Bounds(1, 1, 2), verb=verb, role="sender" if ends[0][1] else None)
    for entity, role in ends:
        if entity != thing:
            emit_link(context, RULE, thing, entity, Bounds(1, 1, 2), verb=verb, role=role)
    context.focus = thing
    return True


def _describes(clause: Clause, context: Context) -> bool:
    """ "A skill is useful in many jobs": an adjective between a thing and how many others it goes with."""
    told = clause.objects[0]
    bare = len(clause.objects) == 1 and len(told.words) == 1 and not told.plural and told.determiner is None
    many = [n for word, nouns in clause.preps if word in {"in", "for", "to", "on", "at", "with"} for n in nouns]
    counted = [n for n in many if n.quantity is not None and n.quantity.explicit and context.entity(n) is not None]
    return bare and told.head not in lex.TYPE_HEADS and context.entity(told) is None and bool(counted)


def _single(noun: Noun) -> bool:
    return noun.quantity is not None and noun.quantity.max == 1


def _several(noun: Noun) -> bool:
    """Whether so many at most are told, more than one ("not more than three loaders")."""
    return noun.quantity is not None and noun.quantity.explicit and (noun.quantity.max or 0) > 1


def _of_action(noun: Noun) -> bool:
    """Whether a noun tells that something is done or made again ("one execution of a round", "one copy of a book")."""
    return noun.head in _INSTANCES or noun.head.endswith(("tion", "sion", "ance"))


def _inverted(clause: Clause, context: Context) -> bool:
    """ "Under a question sit its answers": the place stands before the verb, the thing after it."""
    verb = clause.verb
    if verb is None or clause.subjects or clause.pronoun is not None or clause.condition is not None or verb.modal:
        return False
    if lex.VERB_FRAMES.get(verb.lemma) != "belong" or not clause.objects:
        return False
    thing = context.entity(clause.objects[0])
    places = [(n, e) for w, ns in clause.preps if w in _LINKING and w != "with" for n in ns if (e := context.entity(n))]
    if thing is None or not places or places[0][1] == thing:
        return False
    emit_link(context, RULE, thing, places[0][1], Bounds(1, 1, 2), verb=verb.lemma)
    context.focus = thing
    add_members(context, thing, context.not_entities(clause.prep("with")), "with-list")
    return True


def _many_share(clause: Clause, context: Context, subject: str | None) -> None:
    """ "Many therapists may be qualified for the same treatment": each treatment has many therapists."""
    noun = clause.subjects[0] if clause.subjects else None
    if subject is None or noun is None or noun.quantity is None or noun.quantity.max is not None:
        return
    for target in [*clause.objects, *(n for word, ns in clause.preps if word in _LINKING for n in ns)]:
        entity = context.entity(target)
        if entity not in {None, subject} and target.determiner == "same":
            emit_link(
                context, RULE, str(entity), subject, Bounds(0, None, 3), verb=clause.verb.lemma if clause.verb else None
            )


def _passive(
    clause: Clause, context: Context, subject: str, objects: list[tuple[Noun, str]], preps: list[tuple[str, Noun, str]]
) -> bool:
    assert clause.verb is not None
    noun = clause.subjects[0] if clause.subjects else None
    if clause.verb.lemma in {"make", "compose", "form"} and objects and not preps:
        return add_members(context, subject, [part for part, _ in objects], RULE) > 0
    found = False
    attached = lex.VERB_FRAMES.get(clause.verb.lemma) == "assign" or clause.verb.lemma in {
        "give",
        "add",
        "put",
        "place",
        "install",
    }
    event = lex.VERB_FRAMES.get(clause.verb.lemma) == "create" and len({e for _, _, e in preps} - {subject}) > 1
    for word, target_noun, entity in preps:
        if entity == subject and (word != "from" or (target_noun.plural and target_noun.determiner is not None)):
            continue
        if event and (target_noun.quantity is None or not target_noun.quantity.explicit):
            link_to(context, clause, subject, target_noun, entity, RULE, keep_singular=True)
            emit_link(context, RULE, entity, subject, Bounds(0, None, 1), verb=clause.verb.lemma)
            found = True
            continue
        if attached and noun is not None and _several(noun) and not target_noun.plural and word in {"to", "in", "on"}:
            assert noun.quantity is not None
            emit_link(context, RULE, entity, subject, Bounds(0, noun.quantity.max, 3), verb=clause.verb.lemma)
            emit_link(context, RULE, subject, entity, Bounds(0, None, 0), verb=clause.verb.lemma)
            found = True
            continue
        indefinite = noun is not None and noun.determiner in {"a", "an"} and noun.quantity is None
        if (
            word == "to"
            and attached
            and indefinite
            and clause.verb.modal in {"may", "can", "could"}
            and target_noun.determiner == "the"
            and not target_noun.plural
        ):
            emit_link(context, RULE, entity, subject, Bounds(0, 1, 2), verb=clause.verb.lemma)
        else:
            link_to(context, clause, subject, target_noun, entity, RULE)
            if word == "by" and (
                target_noun.plural or (target_noun.quantity is not None and target_noun.quantity.max is None)
            ):
                emit_link(context, "many-makers", entity, subject, Bounds(0, None, 0), verb=clause.verb.lemma)
        found = True
    if not preps and clause.verb.lemma in {"attach", "link", "tie"}:
        return False
    for _, entity in objects:
        if entity != subject:
            emit_link(context, RULE, subject, entity, Bounds(1, 1, 1), verb=clause.verb.lemma)
            found = True
    withs = context.not_entities(clause.prep("with", "under"))
    if withs:
        found |= add_members(context, subject, withs, "passive-with") > 0
    return found


def _belongs(
    clause: Clause, context: Context, subject: str, objects: list[tuple[Noun, str]], preps: list[tuple[str, Noun, str]]
) -> bool:
    found = False
    for noun in clause.prep("of", "in"):
        if any(q.kind == "enum" for q in noun.qualifiers):
            found |= add_member(context, subject, noun, "is-of")
    for word, noun, entity in preps:
        if any(q.kind == "enum" for q in noun.qualifiers):
            continue
        if entity == subject and (clause.pronoun == "it" or (noun.quantity is None and word not in {"to", "of"})):
            continue
        link_to(context, clause, subject, noun, entity, "belongs-to")
        found = True
    for noun, entity in objects:
        if entity != subject:
            link_to(context, clause, subject, noun, entity, "belongs-to")
            found = True
    if found and (withs := context.not_entities(clause.prep("with"))):
        add_members(context, subject, withs, "with-list")
    return found


def _creates(
    clause: Clause, context: Context, subject: str, objects: list[tuple[Noun, str]], preps: list[tuple[str, Noun, str]]
) -> bool:
    """ "A guest makes bookings for rooms": the created thing refers to its maker and to what it is for."""
    assert clause.verb is not None
    maker = clause.subjects[0] if clause.subjects else None
    role = context.symbols.role_of(maker) if maker is not None else None
    for noun, entity in objects:
        if entity == subject:
            continue
        targets = [e for _, _, e in preps if e not in {entity, subject}]
        if targets and maker is not None and maker.determiner == "the" and not maker.plural:
            many = False  # "the vet may write a note for the visit": the visit knows who the vet is
        else:
            emit_link(context, RULE, entity, subject, Bounds(1, 1, 1), verb=clause.verb.lemma, role=role)
        many = noun.plural or (noun.quantity is not None and noun.quantity.max != 1)
        if many or noun.determiner in lex.ARTICLES:
            emit_link(
                context,
                RULE,
                subject,
                entity,
                Bounds(0, None, 2 if noun.quantity and noun.quantity.explicit else 1),
                verb=clause.verb.lemma,
            )
        for _, prep_noun, prep_entity in preps:
            if prep_entity not in {entity, subject}:
                link_to(
                    context,
                    clause,
                    entity,
                    prep_noun,
                    prep_entity,
                    "creates-for",
                    keep_singular=prep_noun.quantity is None,
                    whoever=True,
                )
        withs = context.not_entities(clause.prep("with"))
        if withs:
            add_members(context, entity, withs, "creates-with")
        context.focus = entity
    return True


def _generic(
    clause: Clause, context: Context, subject: str, objects: list[tuple[Noun, str]], preps: list[tuple[str, Noun, str]]
) -> bool:
    found = False
    own = lex.VERB_FRAMES.get(clause.verb.lemma if clause.verb else "") in {"own", "contain", "record"}
    for noun, entity in objects:
        if entity == subject and noun.determiner not in {"other", "another"} and not noun.plural:
            continue
        shared = clause.verb is not None and clause.verb.lemma == "share"
        link_to(context, clause, subject, noun, entity, RULE, owned=own, whoever=shared)
        for each in clause.prep("for", "per"):
            other = context.entity(each)
            if each.determiner in lex.UNIVERSAL and other not in {None, subject, entity}:
                emit_link(
                    context,
                    RULE,
                    str(other),
                    entity,
                    Bounds(0, None, 2),
                    verb=clause.verb.lemma if clause.verb else None,
                )
        found = True
        withs = context.not_entities(clause.prep("with"))
        if withs:
            add_members(context, entity, withs, "with-list", (subject, entity) if "each" in clause.complement else None)
    if not objects:
        for _, noun, entity in preps:
            if entity != subject:
                link_to(context, clause, subject, noun, entity, RULE)
                found = True
        if "each" in clause.complement and preps and clause.prep("with"):
            return add_members(context, preps[-1][2], context.not_entities(clause.prep("with")), "each-with") > 0
        withs = [n for n in clause.prep("with") if context.entity(n) is None and n.head in lex.TYPE_HEADS]
        if withs:
            found |= add_members(context, subject, withs, "with-list") > 0
    return found
