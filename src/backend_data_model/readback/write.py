"""The read-back of a model: one item for each fact, its details below it."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

from backend_data_model.model.document import Entity, Standing
from backend_data_model.model.expression import AtLeastOneOf, ExactlyOneOf, Implies
from backend_data_model.readback.outline import Item
from backend_data_model.readback.patterns import say
from backend_data_model.readback.samples import sample, sample_of_values
from backend_data_model.readback.words import join, literal, name_words, prop, thing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.model.document import (
        AccessPattern,
        Attribute,
        Check,
        Fact,
        Model,
        Relationship,
        Retention,
        Tenancy,
        Unique,
        Volume,
    )

MARK = "<!-- bdm readback 1 -->"
NO_TITLE = "What the system holds"
ASSUMPTIONS = "## Assumptions"
APPENDIX = "## Appendix"
_PLAIN_TITLE = re.compile(r"\w(?:[\w ,.()'-]*[\w.)])?\Z", re.ASCII)


def render_readback(model: Model) -> str:
    """The read-back of a model as Markdown; what was only assumed is listed before the rest, as a copy."""
    facts: list[tuple[str, list[Item]]] = [("## Tenancy", list(tenancy_items(model.tenancy)))]
    if model.entities:
        facts.append(("## What is kept", []))
    facts += [
        (f"### {name_words(name)}", list(entity_items(model, name, entity))) for name, entity in model.entities.items()
    ]
    facts += [
        ("## How things are related", [relationship_item(one) for one in model.relationships]),
        ("## How rows are looked up", [access_item(one) for one in model.access_patterns]),
        ("## How many there will be", [volume_item(one) for one in model.volumes]),
        (
            "## Rules that the application keeps",
            [
                _item(say("top", "application_rule", text=one.text, reason=one.reason), one)
                for one in model.application_rules
            ],
        ),
    ]
    parts = [
        MARK,
        f"# {title_words(model.title)}",
        "Read each sentence and ask: is it so?  Where it is not, correct it and run `bdm design` on this file.  "
        "Brackets tell from which words a fact was read; facts without them are yours.",
    ]
    copies = [f"- {sentence} [copy #{copy_sum(sentence)}]" for sentence in assumption_sentences(model, facts)]
    if copies:
        intro = (
            "The text does not say these; they were taken because they are usual.  Correct them at their places below."
        )
        parts += [ASSUMPTIONS, intro, "\n".join(copies)]
    for heading, items in facts:
        if items or heading == "## What is kept":
            parts.append(heading)
        if items:
            parts.append("\n".join(line for item in items for line in item.lines()))
    return "\n\n".join([*parts, *_appendix(model)]) + "\n"


def title_words(title: str | None) -> str:
    """The title as the heading shows it."""
    if title is None:
        return NO_TITLE
    return title if _PLAIN_TITLE.match(title) and title != NO_TITLE else literal(title)


def copy_sum(sentence: str) -> str:
    """The checksum of a copied sentence, by which an edit of the copy is noticed."""
    return f"{zlib.crc32(sentence.encode()):08x}"


def tenancy_items(tenancy: Tenancy) -> Iterator[Item]:
    """How the data of several tenants is kept apart and why, then what is known of their needs."""
    named = tenancy.kind == "none" and tenancy.tenant is not None
    why = [say("tenancy", "reasons", reasons=tenancy.reasons)] if tenancy.reasons else []
    sentence = say("top", f"tenancy.{'named' if named else tenancy.kind}", tenant=tenancy.tenant)
    yield _item(sentence, tenancy, why)
    for need in tenancy.needs:
        yield _item(say("top", "tenancy_need", demand=need.demand), need)


def assumption_sentences(model: Model, facts: list[tuple[str, list[Item]]]) -> Iterator[str]:
    """What rests on no words of the text; one line for each entity says which values are taken to be required."""
    for name, entity in model.entities.items():
        assumed = [
            key
            for key, attribute in entity.attributes.items()
            if attribute.required and attribute.required_standing is Standing.DEFAULT
        ]
        if assumed:
            yield f"Each {thing(name)} always has its {join([prop(key) for key in assumed], 'and')}."
    for _, items in facts:
        for item in items:
            if item.known is not None and item.known[0] is Standing.DEFAULT:
                yield item.sentence


def entity_items(model: Model, name: str, entity: Entity) -> Iterator[Item]:
    """Everything that is said of one entity but its relationships."""
    details = []
    if entity.description is not None:
        details.append(say("entity", "description", description=entity.description))
    if entity.plural is not None:
        details.append(say("entity", "plural", plural=entity.plural))
    if entity.aliases:
        details.append(say("entity", "aliases", aliases=entity.aliases))
    if entity.is_a is not None:
        details.append(say("entity", "is_a", is_a=entity.is_a))
    if entity.inheritance is not None:
        details.append(say("entity", "inheritance", inheritance=entity.inheritance))
    if entity.scope is not None:
        details.append(say("entity", "scope", scope=entity.scope))
    if entity.soft_delete:
        details.append(say("entity", "soft_delete"))
    if entity.events:
        details.append(say("entity", "events", events=entity.events))
    yield _item(say("top", "entity", name=name, kind=entity.kind.value), entity, details)
    for key, attribute in entity.attributes.items():
        yield attribute_item("top", "attribute", name, key, attribute)
    for unique in entity.unique:
        yield unique_item(model, name, unique)
    for check in entity.checks:
        yield check_item(name, entity, check)
    if entity.retention is not None:
        yield retention_item(name, entity.retention)


def attribute_item(below: str, id_: str, owner: str, name: str, attribute: Attribute) -> Item:
    """The attribute with its type and optionality, then its digits, unit, values, default, privacy and description."""
    sentence = say(below, id_, owner=owner, name=name, required=attribute.required, type=attribute.type.value)
    item = _item(sentence, attribute)
    for key in ("precision", "scale", "unit", "values", "default", "description"):
        value = getattr(attribute, key)
        if value is not None:
            shown = sample_of_values(value) if key == "values" else ""
            item.below.append(Item(say("attribute", key, **{key: value}), sample=shown))
    if attribute.personal:
        item.below.append(Item(say("attribute", "personal")))
    if attribute.required_standing is not None or attribute.required_evidence:
        known = (attribute.required_standing, attribute.required_evidence)
        item.below.append(Item(say("attribute", "required_known"), known=known))
    return item


def unique_item(model: Model, owner: str, unique: Unique) -> Item:
    """A uniqueness with its whole scope."""
    details = []
    if unique.when:
        details.append(say("unique", "when", when=unique.when))
    if unique.everywhere:
        details.append(say("unique", "everywhere"))
    if unique.identifies:
        details.append(say("unique", "identifies"))
    item = _item(say("top", "unique", owner=owner, within=unique.within, members=unique.members), unique, details)
    tenant = model.tenancy.tenant if model.tenancy.kind == "shared" else None
    scoped = tenant is not None and owner != tenant and model.entities[owner].scope != "global"
    others = list(unique.within)
    if tenant is not None and scoped and not unique.everywhere and tenant not in others:
        others.append(tenant)
    if others:
        item.sample = f" *(accepted: the same under another {join([name_words(one) for one in others], 'or')}"
        item.sample += "; refused: a second one under the same)*"
    else:
        item.sample = " *(refused: a second one with the same)*"
    return item


def check_item(owner: str, entity: Entity, check: Check) -> Item:
    """A rule about one row."""
    match check.rule:
        case Implies() as rule:
            sentence = say("top", "check.implies", owner=owner, when=rule.when, then=rule.then)
        case ExactlyOneOf() | AtLeastOneOf() as rule:
            sentence = say("top", f"check.{rule.kind}", owner=owner, members=rule.members)
        case rule:
            sentence = say("top", "check", owner=owner, rule=rule)
    item = _item(sentence, check, [] if check.note is None else [say("check", "note", note=check.note)])
    item.sample = sample(entity, check.rule)
    return item


def retention_item(owner: str, retention: Retention) -> Item:
    """How long rows are kept."""
    details = []
    if retention.counted_from is not None:
        details.append(say("retention", "counted_from", counted_from=retention.counted_from))
    if retention.note is not None:
        details.append(say("retention", "note", note=retention.note))
    id_ = "retention.open" if retention.keep is None else "retention"
    return _item(say("top", id_, owner=owner, keep=retention.keep), retention, details)


def relationship_item(one: Relationship) -> Item:
    """A relationship in both directions, then what becomes of the rows when one side is deleted."""
    ends = {"entity": one.entity, "target": one.target, "role": one.role, "role_again": one.role}
    details = [say("relationship", f"inverse.{one.each_is_had_by}", **ends)]
    if one.inverse_role is not None:
        details.append(say("relationship", "inverse_role", inverse_role=one.inverse_role))
    if one.owned:
        details.append(say("relationship", "owned"))
    if one.via is not None:
        details.append(say("relationship", "via", via=one.via))
    if one.repeatable:
        details.append(say("relationship", "repeatable"))
    if one.on_delete is not None or one.on_delete_reason is not None:
        reason = one.on_delete_reason
        details.append(say("relationship", "on_delete", on_delete=one.on_delete, on_delete_reason=reason))
    item = _item(say("top", "relationship", each_has=one.each_has, **ends), one, details)
    item.below += [
        attribute_item("relationship", "pair_attribute", "", key, value) for key, value in one.attributes.items()
    ]
    return item


def access_item(one: AccessPattern) -> Item:
    """How rows of an entity are looked up."""
    values = {"equality": one.equality, "sort": one.sort, "range": one.range}
    return _item(say("top", "access", entity=one.entity, description=one.description, **values), one)


def volume_item(one: Volume) -> Item:
    """How many rows of an entity are expected."""
    id_ = "volume" if one.per is None else "volume.per"
    return _item(say("top", id_, entity=one.entity, rows=one.rows, per=one.per), one)


def _item(sentence: str, fact: Fact, details: list[str] | None = None) -> Item:
    return Item(sentence, below=[Item(detail) for detail in details or []], known=(fact.standing, fact.evidence))


def _appendix(model: Model) -> Iterator[str]:
    rows = [f'{{"question": {one.model_dump_json()}}}' for one in model.questions]
    rows += [f'{{"overridden": {one.model_dump_json()}}}' for one in model.overridden]
    rows += [f'{{"sentence": {one.model_dump_json()}}}' for one in model.sentences]
    if rows:
        yield APPENDIX
        yield (
            "What the text leaves open, what it takes back, and what became of each of its sentences.  "
            "This part can be deleted."
        )
        yield "\n".join(["```json", *rows, "```"])
