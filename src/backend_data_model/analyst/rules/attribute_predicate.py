"""attribute-predicate: "salary must be positive", "the email must be unique", "net pay shall not exceed gross pay"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.claims import AttributeClaim, LinkClaim, QualifierClaim, UniqueClaim
from backend_data_model.analyst.members import add_member, add_members, qualify
from backend_data_model.analyst.naming import attribute_type
from backend_data_model.analyst.qualifiers import Qualifier

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
_COMPARE_VERBS = {"exceed": ("<=", ">"), "precede": (">=", "<"), "equal": ("<>", "=")}


def read(clause: Clause, context: Context) -> bool:
    """Qualifiers of the subject, wherever they stand in the clause."""
    if clause.verb is None:
        return _fragment(clause, context)
    verb = clause.verb
    if _quality(clause, context):
        return True
    if verb.lemma in {"arrive", "come", "follow"} and {"later", "afterwards"} & {*clause.complement, *verb.adverbs}:
        for noun in clause.subjects:
            named, attribute = owner_and_name(context, noun)
            if attribute is not None:
                qualify(context, named, attribute, [Qualifier("optional", 0, 0)], RULE)
        return True
    subjects = [n for n in clause.subjects if n.words and n.determiner != "no"]
    found = False
    for noun in subjects:
        qualifiers = [*noun.qualifiers, *clause.qualifiers]
        if verb.lemma in _COMPARE_VERBS and clause.objects and not qualifiers:
            negated, plain = _COMPARE_VERBS[verb.lemma]
            other = context.attribute_name(clause.objects[0])
            qualifiers = [
                Qualifier("compare", 0, 0, op=negated if verb.negated else plain, other=other.replace("_", " "))
            ]
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
        if verb.lemma == "be" and clause.objects and all(n.qualifiers or True for n in clause.objects):
            qualifiers += [
                q
                for n in clause.objects[:1]
                for q in n.qualifiers
                if clause.objects[0].head
                in {
                    "number",
                    "value",
                    "amount",
                    "date",
                    "figure",
                    "text",
                    "word",
                    "whole_number",
                    "integer",
                    "percentage",
                }
            ]
        if not qualifiers:
            continue
        found |= _apply(context, noun, qualifiers, clause)
    if (
        not subjects
        and clause.qualifiers
        and context.last_attribute is not None
        and clause.pronoun in {None, "it", "they", "both", "neither", "this"}
    ):
        owner, name = context.last_attribute
        qualify(context, owner, name, clause.qualifiers, RULE)
        found = True
    return found


def _quality(clause: Clause, context: Context) -> bool:
    """ "Products can be fragile": something that a thing is or is not."""
    verb = clause.verb
    if (
        verb is None
        or verb.modal not in {"can", "may", "could", "might"}
        or verb.negated
        or clause.preps
        or clause.qualifiers
    ):
        return False
    told_default = context.parsed is not None and "by default" in context.parsed.normal
    if verb.lemma != "be":
        entity = context.subject_entity(clause)
        if not (verb.passive and told_default and not clause.objects and entity is not None):
            return False
        name = f"is_{lex.participle(verb.lemma)}"
        context.emit(
            AttributeClaim(evidence=context.evidence(RULE), rule="quality", owner=entity, name=name, type="boolean")
        )
        context.last_attribute = (entity, name)
        return True
    words = [
        n.words[0]
        for n in clause.objects
        if len(n.words) == 1 and n.determiner is None and not n.plural and context.entity(n) is None
    ]
    words += [w for w in clause.complement if w.isalpha() and w not in lex.ADVERBS and w not in lex.PRONOUNS]
    entity = context.subject_entity(clause)
    if (
        len(words) != 1
        or entity is None
        or words[0] in lex.TYPE_HEADS
        or words[0] in lex.DETERMINERS | lex.PREPOSITIONS
        or len(clause.objects) > 1
    ):
        return False
    name = f"is_{words[0].replace('-', '_')}"
    context.emit(
        AttributeClaim(evidence=context.evidence(RULE), rule="quality", owner=entity, name=name, type="boolean")
    )
    context.last_attribute = (entity, name)
    return True


def _apply(context: Context, noun: Noun, qualifiers: list[Qualifier], clause: Clause) -> bool:
    owner, attribute = owner_and_name(context, noun)
    entity = context.entity(noun)
    if entity is not None and attribute is None:
        return _entity_qualifiers(context, entity, noun, qualifiers)
    if attribute is None:
        return False
    qualify(context, owner, attribute, qualifiers, RULE)
    return True


def owner_and_name(context: Context, noun: Noun) -> tuple[str | None, str | None]:
    """The owner that the words name (None: open), and the attribute's name (None: the noun is an entity)."""
    if noun.possessor is not None and noun.possessor.words:
        return context.entity(noun.possessor), context.attribute_name(noun)
    if (
        noun.of is not None
        and (owner := context.entity(noun.of)) is not None
        and context.symbols.named(noun.name) is None
    ):
        return owner, context.attribute_name(noun)
    entity = context.entity(noun)
    if entity is not None:
        return entity, None
    words = noun.name.split("_")
    for cut in range(len(words) - 1, 0, -1):
        prefix = context.symbols.named("_".join(words[:cut]))
        if prefix is not None:
            return prefix, "_".join(words[cut:])
    if noun.determiner in lex.POSSESSIVES | {"a", "an"} and context.focus is not None:
        return context.focus, context.attribute_name(noun)
    return None, context.attribute_name(noun)


def _entity_qualifiers(context: Context, entity: str, noun: Noun, qualifiers: list[Qualifier]) -> bool:
    """ "A turbine is either operating, stopped or decommissioned": the values are a status of the entity."""
    found = False
    for qualifier in qualifiers:
        if qualifier.kind == "enum":
            name = qualifier.other or "status"
            context.emit(
                AttributeClaim(
                    evidence=context.evidence(RULE),
                    rule="entity-status",
                    owner=entity,
                    name=name,
                    type="text",
                    qualifiers=[qualifier],
                )
            )
            found = True
        elif qualifier.kind == "unique" and not qualifier.scope and context.focus not in {None, entity}:
            context.emit(
                UniqueClaim(
                    evidence=context.evidence(RULE), rule="unique-entity", owner=entity, members=["name"], focus=entity
                )
            )
            found = True
    del noun
    return found


def _fragment(clause: Clause, context: Context) -> bool:
    """An item without a verb: an attribute of the topic ("tracking number, unique")."""
    owner = context.topic if context.topic is not None else context.focus if context.asked else None
    if clause.qualifiers and not clause.objects and context.last_attribute is not None:
        both = context.parsed is not None and context.parsed.normal.startswith(("neither", "both"))
        for named, attribute in context.recent if both else [context.last_attribute]:
            qualify(context, named, attribute, clause.qualifiers, RULE)
        return True
    found = False
    labelled = next((e for e in (context.entity(n) for n in clause.labels) if e is not None), None)
    if labelled is not None:
        return add_members(context, labelled, clause.objects, "label-list") > 0
    if (
        "each" in clause.complement
        and clause.prep("with")
        and (each := context.plural or context.topic or context.focus) is not None
    ):
        return (
            add_members(context, each, [n for n in clause.prep("with") if context.entity(n) is None], "each-with") > 0
        )
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
        context.emit(
            LinkClaim(
                evidence=context.evidence(RULE), rule="one-per", source=per[0], target=one, min=1, max=1, strength=3
            )
        )
        return True
    for noun in clause.objects:
        if (
            (entity := context.entity(noun)) is not None
            and any(q.kind == "enum" for q in noun.qualifiers)
            and noun.determiner is not None
        ):
            found |= _entity_qualifiers(context, entity, noun, noun.qualifiers)
    if found:
        return True
    if (
        clause.pronoun in {"i", "we"}
        and clause.objects
        and (entity := context.entity(clause.objects[0])) is not None
        and clause.prep("with")
    ):
        context.focus = entity
        return (
            add_members(context, entity, [n for n in clause.prep("with") if context.entity(n) is None], "story-with")
            > 0
        )
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
            qualify(context, named, attribute, noun.qualifiers, RULE)
            found = True
        elif owner is not None:
            found |= add_member(context, owner, noun, "list-item")
        elif noun.qualifiers and attribute is not None:
            qualify(context, named, attribute, noun.qualifiers, RULE)
            found = True
    return found


def attribute_exists(context: Context, owner: str, name: str) -> bool:
    """Whether a claim already gives `owner` this attribute."""
    return any(
        isinstance(claim, AttributeClaim) and claim.owner == owner and claim.name == name for claim in context.claims
    )


def open_qualifier(context: Context, name: str, qualifier: Qualifier) -> None:
    """A qualifier whose owner the resolver finds."""
    context.emit(
        QualifierClaim(
            evidence=context.evidence(RULE),
            rule=RULE,
            owner=None,
            attribute=name,
            qualifier=qualifier,
            focus=context.focus,
        )
    )


def typed(name: str) -> str:
    """The type that a name suggests."""
    return attribute_type(name)
