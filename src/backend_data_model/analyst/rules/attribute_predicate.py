"""attribute-predicate: what a clause says of an attribute - "net pay shall not exceed gross pay"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.claims import AttributeClaim
from backend_data_model.analyst.members import add_member, entity_qualifiers, qualify, tell_unit
from backend_data_model.analyst.ownership import owner_and_name
from backend_data_model.analyst.qualifiers import Qualifier
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.phrase import Noun

RULE = "attribute-predicate"
_TYPE_WORDS = {
    "date": "date",
    "moment": "timestamp",
    "timestamp": "timestamp",
    "integer": "integer",
    "percentage": "decimal",
    "flag": "boolean",
    "boolean": "boolean",
}
_FIELD = word_set("field column property attribute")
_VALUES = word_set("number value amount date figure text word integer percentage")
_CONTRARY = {"<": ">=", ">": "<=", "<=": ">", ">=": "<"}
_PLACES = word_set("be come lie fall happen occur go have take date set")
_COMPARE_VERBS = {"exceed": ("<=", ">"), "precede": (">=", "<"), "equal": ("<>", "=")}


def read(clause: Clause, context: Context) -> bool:
    """Qualifiers of the subject, wherever they stand in the clause."""
    verb = clause.verb
    if verb is None:
        return False
    if verb.lemma in {"arrive", "come", "follow"} and {"later", "afterwards"} & {*clause.complement, *verb.adverbs}:
        for noun in clause.subjects:
            named, attribute = owner_and_name(context, noun)
            if attribute is not None:
                qualify(context, named, attribute, [Qualifier("optional", 0, 0)], RULE)
        return True
    if _events(clause, context):
        return True
    subjects = [n for n in clause.subjects if n.words and n.determiner != "no"]
    found = False
    for noun in subjects:
        qualifiers = [*noun.qualifiers, *_as_negated(clause)]
        if verb.lemma in _COMPARE_VERBS and clause.objects and not qualifiers:
            negated, plain = _COMPARE_VERBS[verb.lemma]
            other = context.attribute_name(clause.objects[0])
            op = negated if verb.negated else plain
            sizes = verb.lemma == "exceed"
            qualifiers = [Qualifier("compare", 0, 0, op=op, other=other.replace("_", " "), of_size=sizes)]
        if (
            verb.lemma == "be"
            and clause.objects
            and clause.objects[0].head in _TYPE_WORDS
            and clause.objects[0].determiner in lex.ARTICLES
        ):
            named, attribute = owner_and_name(context, noun)
            if named is not None and attribute is not None:
                context.emit(
                    AttributeClaim(
                        evidence=context.evidence(RULE),
                        rule="typed",
                        owner=named,
                        name=attribute,
                        type=_TYPE_WORDS[clause.objects[0].head],
                    )
                )
                context.last_attribute = (named, attribute)
                found = True
        if verb.lemma == "be" and clause.objects and clause.objects[0].head in _VALUES:
            qualifiers += clause.objects[0].qualifiers
        if verb.lemma == "be" and _opinion(clause):
            qualifiers += clause.objects[0].qualifiers
            found |= _unheard_of(context, noun, qualifiers)
        if not qualifiers:
            continue
        found |= _apply(context, noun, qualifiers)
    if found and verb.lemma == "be" and clause.qualifiers:
        found |= _further_subjects(clause, context)
    if (
        not subjects
        and clause.qualifiers
        and context.last_attribute is not None
        and clause.pronoun in {None, "it", "they", "both", "neither", "this"}
    ):
        owner, name = context.last_attribute
        qualify(context, owner, name, _as_negated(clause), RULE)
        found = True
    return found


def _as_negated(clause: Clause) -> list[Qualifier]:
    """The qualifiers of a clause; after a negated verb a comparison says the contrary ("shall not lie before")."""
    verb = clause.verb
    if verb is None or not verb.negated:
        return clause.qualifiers
    return [
        replace(q, op=_CONTRARY[q.op]) if q.op in _CONTRARY and q.first > verb.last else q for q in clause.qualifiers
    ]


def _events(clause: Clause, context: Context) -> bool:
    """What is done against another moment: "it ends after it starts", "gates never open after the start"."""
    verb = clause.verb
    if verb is None or verb.lemma in _PLACES or clause.objects:
        return False
    compared = [q for q in _as_negated(clause) if q.kind == "compare" and q.op != "<>" and q.first > verb.last]
    owner = context.subject_entity(clause)
    if not compared or (owner is None and not clause.subjects):
        return False
    event = "_".join([verb.lemma, *([verb.particle] if verb.particle else [])])
    name = event if owner is not None else f"{clause.subjects[0].name}_{event}"
    qualify(context, owner, name, compared, RULE)
    return True


def _opinion(clause: Clause) -> bool:
    """Whether the complement is an adjective with nothing but optionality ("useful but not always known")."""
    if len(clause.objects) != 1 or clause.objects[0].determiner is not None or clause.objects[0].plural:
        return False
    kinds = {q.kind for q in clause.objects[0].qualifiers}
    return kinds == {"optional"} and clause.objects[0].head not in lex.TYPE_HEADS


def _unheard_of(context: Context, noun: Noun, qualifiers: list[Qualifier]) -> bool:
    """A property with a unit that no list has named yet: "the tower's hub height in metres is not always known"."""
    if noun.unit is None or context.entity(noun) is not None:
        return False
    owner, name = owner_and_name(context, noun)
    owner = owner or context.focus
    if owner is None or name is None or name in context.named.get(owner, {}):
        return False
    told = noun.qualifiers
    noun.qualifiers = [*told, *(q for q in qualifiers if q not in told)]
    add_member(context, owner, noun, RULE)
    noun.qualifiers = told
    return True


def _further_subjects(clause: Clause, context: Context) -> bool:
    """ "The fee must be above zero and the deposit not negative": a second subject with a bound of its own."""
    found = False
    for noun in clause.objects:
        if noun.qualifiers and noun.determiner in {"the", "its", "their"}:
            found |= _apply(context, noun, noun.qualifiers)
    return found


def _apply(context: Context, noun: Noun, qualifiers: list[Qualifier]) -> bool:
    if noun.name in _FIELD and noun.determiner in {"the", "this", "that"} and context.last_attribute is not None:
        qualify(context, *context.last_attribute, qualifiers, RULE)
        return True
    owner, attribute = owner_and_name(context, noun)
    entity = context.entity(noun)
    if entity is not None and attribute is None:
        holder = context.topic or context.focus
        optional = [q for q in qualifiers if q.kind == "optional"]
        if optional and noun.determiner in {"a", "an"}:
            return False
        if optional and holder not in {None, entity} and len(optional) == len(qualifiers):
            qualify(context, holder, entity, optional, RULE)
            return True
        return entity_qualifiers(context, entity, qualifiers, RULE)
    if attribute is None:
        return False
    tell_unit(context, owner, attribute, noun, RULE)
    qualify(context, owner, attribute, qualifiers, RULE)
    if owner is not None:
        context.last_attribute = (owner, attribute)
    return True
