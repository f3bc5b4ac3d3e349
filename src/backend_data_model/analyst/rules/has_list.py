"""has-list: the attributes and parts of a thing - "each locker has a code, an address and a number of doors"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.claims import EntityClaim
from backend_data_model.analyst.linking import MAY, Bounds, emit_link
from backend_data_model.analyst.members import add_members
from backend_data_model.analyst.receivers import receiver_and_thing
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.phrase import Noun

RULE = "has-list"
_HAVING = word_set(
    """
    have carry contain include hold record store keep consist comprise get bear possess give show cover need
    state specify know say list receive note track want require log collect
    """
)
_TELLING = frozenset({"state", "specify", "indicate", "mention"})
_RECORDING = word_set(
    """
    record store keep note collect capture track save hold want need know register write document log maintain
    ask fill agree set enter see remember preserve take
    """
)


def read(clause: Clause, context: Context) -> bool:
    """Members of the subject, or of the focus for "we store ..." and "... are recorded"."""
    verb = clause.verb
    if verb is None or (verb.negated and not clause.objects):
        return False
    keeper = clause.pronoun in lex.FIRST_PERSON or (
        verb.lemma in _RECORDING
        and any(n.head in lex.BOUNDARY_NOUNS or n.name in context.symbols.bodies for n in clause.subjects)
    )
    if verb.lemma in _HAVING and not verb.passive and not keeper:
        return _active(clause, context)
    if verb.lemma in _RECORDING and (
        keeper or (context.subject_entity(clause) is None and not verb.passive and clause.objects)
    ):
        return _recorded(clause, context)
    if verb.passive and verb.lemma in _RECORDING | _TELLING:
        return _passive(clause, context)
    return False


def _active(clause: Clause, context: Context) -> bool:
    assert clause.verb is not None
    owner = context.subject_entity(clause)
    if (
        clause.verb.lemma == "give"
        and "each" in clause.complement
        and context.plural is not None
        and not clause.subjects
    ):
        return add_members(context, context.plural, clause.objects, RULE) > 0
    if owner is None or clause.verb.negated or any(n.determiner == "no" for n in clause.subjects):
        return False
    if clause.verb.modal in MAY and any(n.determiner == "same" for n in clause.objects):
        return False
    if clause.verb.lemma in {"give", "need", "show", "want", "require"} and not any(
        n.head in lex.TYPE_HEADS or n.asides for n in clause.objects
    ):
        return False
    last_entity = None
    for noun in clause.objects:
        last_entity = context.entity(noun) or last_entity
    if (clause.verb.modal in MAY and not clause.qualifiers) or _not_for_all(clause, context):
        for noun in clause.objects:
            if not noun.plural and (noun.quantity is None or noun.quantity.max == 1):
                noun.optional = True
    if {"of", "them"} <= set(clause.complement) and context.plural not in {None, owner} and not clause.objects:
        emit_link(context, RULE, owner, str(context.plural), Bounds(1, None, 3), verb="have")
        return True
    if (
        clause.verb.lemma == "give"
        and len(clause.objects) == 2
        and (receiver := context.entity(clause.objects[0])) is not None
    ):
        if receiver_and_thing(clause) is not None and context.entity(clause.objects[1]) not in {None, receiver}:
            return False
        return add_members(context, receiver, clause.objects[1:], RULE) > 0
    understood = add_members(context, owner, clause.objects, RULE)
    for other in _other_owners(clause, context, owner):
        understood += add_members(context, other, clause.objects, RULE)
    withs = clause.prep("with")
    if withs and last_entity is not None:
        attached = (owner, last_entity)
        for noun in clause.prep("for", "of", "on") if "each" in clause.complement else []:
            part_of = context.entity(noun)
            if part_of not in {None, owner, last_entity}:
                emit_link(context, RULE, last_entity, str(part_of), Bounds(1, 1, 2), verb="be")
        understood += add_members(context, last_entity, withs, RULE, attached if "each" in clause.complement else None)
    elif withs and not last_entity:
        understood += add_members(context, owner, withs, RULE)
    return understood > 0


_UNLESS = frozenset({"if", "unless"})


def _not_for_all(clause: Clause, context: Context) -> bool:
    """ "Unless it was donated, a book has a price", "every shop except a kiosk needs a licence number"."""
    if clause.prep("except", "besides") and clause.subjects:
        return True
    clauses = context.parsed.clauses if context.parsed is not None else []
    return len(clauses) > 1 and clauses[1] is clause and clauses[0].condition in _UNLESS


def _other_owners(clause: Clause, context: Context, owner: str) -> list[str]:
    """ "Tutors and pupils have a name": each of them has one, unless they have a thing of the text together."""
    if len(clause.subjects) < 2 or any(n.of is not None or n.possessor is not None for n in clause.subjects):
        return []
    if any(context.entity(n) is not None for n in clause.objects):
        return []
    found = [context.entity(n) for n in clause.subjects]
    return [e for e in dict.fromkeys(found) if e is not None and e != owner] if None not in found else []


def _recorded(clause: Clause, context: Context) -> bool:
    """ "For every product in a bin we track the quantity on hand"."""
    for noun in clause.objects:
        for relative in noun.relatives:
            ends = [
                e
                for e in (
                    context.entity(n)
                    for n in [*relative.subjects, *(m for _, ns in relative.preps for m in ns)]
                    if n is not noun
                )
                if e is not None
            ]
            if len(set(ends)) == 2:
                return add_members(context, ends[0], [noun], "we-store-when", (ends[0], ends[1])) > 0
    made = lex.VERB_FRAMES.get(clause.verb.lemma) == "create" if clause.verb is not None else False
    if made and clause.objects and not clause.prep("with") and all(context.entity(n) for n in clause.objects):
        return False
    if (act := _act(clause, context)) is not None:
        context.focus = act
        return add_members(context, act, clause.objects, "we-store") > 0
    fors = [context.entity(n) for n in clause.prep("for", "per", "about", "of", "on", "in", "with", "from")]
    owners = [e for e in fors if e is not None]
    if "it" in clause.complement and context.focus is not None and context.focus not in owners:
        owners.append(context.focus)
    each = {"for", "each"} <= set(clause.complement) and {"them", "these", "those"} & set(clause.complement)
    pair = context.pair if each or any(n.head == "pair" for n in clause.prep("for", "per")) else None
    if pair is not None:
        return add_members(context, pair[0], clause.objects, "we-store", pair) > 0
    if len(owners) >= 2 and owners[0] != owners[1]:
        pair = (owners[1], owners[0]) if owners[1] not in fors else (owners[0], owners[1])
    fallback = context.occasion or context.topic or context.focus
    first = context.entity(clause.objects[0]) if clause.objects else None
    withs = clause.prep("with")
    if first is not None and withs and ("each" in clause.complement or context.entity(withs[0]) is None):
        context.focus = first
        for whole in owners if clause.objects[0].plural else []:
            if whole != first and any(n.determiner in lex.UNIVERSAL for n in clause.prep("for", "per", "of")):
                emit_link(context, RULE, first, whole, Bounds(1, 1, 2), verb="have")
        return add_members(context, first, withs, "we-store-with") > 0
    owner = owners[0] if owners else fallback
    for noun in clause.objects:
        if noun.of is not None and context.entity(noun.of) is not None and context.entity(noun) is None:
            owner = context.entity(noun.of)
    things = [] if clause.preps or context.topic or context.occasion else _things(clause.objects, context)
    for noun in things:
        evidence = context.evidence("we-store-things")
        name = str(context.entity(noun))
        context.emit(EntityClaim(evidence=evidence, rule="we-store-things", name=name))
    if owner is None or len(things) == len(clause.objects):
        return bool(things)
    _tie(clause, context, pair)
    nouns = _without_owner([noun for noun in clause.objects if noun not in things], context, owner)
    return add_members(context, owner, nouns, "we-store", pair) > 0


def _things(objects: list[Noun], context: Context) -> list[Noun]:
    """ "The system stores jars and lids": things that are kept, not parts of what was spoken of before."""
    return [
        noun
        for noun in objects
        if context.entity(noun) is not None
        and (noun.of is not None or (noun.plural and noun.determiner is None and noun.quantity is None))
    ]


def _act(clause: Clause, context: Context) -> str | None:
    """ "For each visit of a diver to a wreck": the act has one of each that takes part in it."""
    if not clause.preps or clause.preps[0][0] not in {"for", "per", "on", "at"} or len(clause.preps[0][1]) != 1:
        return None
    noun = clause.preps[0][1][0]
    act = context.entity(noun)
    if act is None or noun.determiner not in {"each", "every"} or noun.plural:
        return None
    parts = [
        (part, entity)
        for word, nouns in clause.preps[1:]
        if word in {"of", "by", "to", "at", "in", "with", "between", "for", "from"}
        for part in nouns
        if part.determiner in {"a", "an"} and (entity := context.entity(part)) not in {None, act}
    ]
    if len(parts) < 2:
        return None
    for part, entity in parts:
        emit_link(context, RULE, act, str(entity), Bounds(1, 1, 2), role=context.symbols.role_of(part))
        emit_link(context, RULE, str(entity), act, Bounds(0, None, 0))
    return act


def _tie(clause: Clause, context: Context, pair: tuple[str, str] | None) -> None:
    """ "For each dish on the menu the quantity is stated": the two come together, however else they are tied."""
    if pair is not None and any(n.determiner in lex.UNIVERSAL for n in clause.prep("for", "per")):
        for source, target in (pair, pair[::-1]):
            emit_link(context, "pair", source, target, Bounds(0, None, 0), told_by=RULE)


def _without_owner(nouns: list[Noun], context: Context, owner: str) -> list[Noun]:
    return [noun for noun in nouns if context.entity(noun) != owner or noun.head in lex.TYPE_HEADS]


def _bounded(noun: Noun) -> bool:
    """Whether a noun has bounds of its own, as a property does: "are kept at a pH between 6.5 and 8.4"."""
    return noun.determiner in lex.ARTICLES and any(q.kind in {"range", "length"} for q in noun.qualifiers)


def _passive(clause: Clause, context: Context) -> bool:
    """ "Family name, given names and address are recorded"; "patients are registered with a first name"."""
    assert clause.verb is not None
    subject = context.subject_entity(clause) if clause.subjects else None
    if (
        subject is not None
        and context.entity(clause.subjects[0]) == subject
        and (clause.subjects[0].head not in lex.TYPE_HEADS or context.symbols.named(clause.subjects[0].name) == subject)
    ):
        withs = clause.prep("with") + [n for n in clause.prep("at", "under", "in") if _bounded(n)]
        whole = context.entity(clause.subjects[0].of)
        if whole not in {None, subject}:
            emit_link(context, RULE, subject, str(whole), Bounds(1, 1, 2), verb="be")
        return bool(withs) and add_members(context, subject, withs, "recorded-with") > 0
    fors = [e for e in (context.entity(n) for n in clause.prep("for", "per", "of", "on", "with")) if e is not None]
    owner = fors[0] if fors else context.occasion or context.topic or context.focus
    if owner is None or not clause.subjects or clause.verb.negated:
        return False
    pair = (fors[0], fors[1]) if len(fors) >= 2 and fors[0] != fors[1] else None
    if len(clause.subjects) == 1:
        clause.subjects[0].qualifiers.extend(clause.qualifiers)
    _tie(clause, context, pair)
    return add_members(context, owner, clause.subjects, "are-recorded", pair) > 0
