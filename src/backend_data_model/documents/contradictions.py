"""What a well-formed document may still get wrong: names that nothing carries and facts that exclude each other."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend_data_model.documents.attribute_clashes import attribute_clashes, check_clashes, condition_clashes
from backend_data_model.documents.clash import Clash, unknown_name
from backend_data_model.model.expression import names_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.documents.places import Path
    from backend_data_model.model.document import Attribute, Entity, Model, Relationship

GENERATED = ("id", "created_at", "updated_at")
_DURATION = re.compile(r"P(?=[0-9T])(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?\Z")


def is_duration(text: str) -> bool:
    """Whether a text is an ISO 8601 duration in whole numbers (`P30D`, `P1Y6M`)."""
    return _DURATION.match(text) is not None


@dataclass(frozen=True, slots=True)
class Members:
    """What an entity has, its ancestors' included: attributes, its own references, and names made by the designer."""

    attributes: dict[str, Attribute]
    references: dict[str, Relationship]
    generated: tuple[str, ...]

    def __contains__(self, name: str) -> bool:
        return name in self.attributes or name in self.references or name in self.generated

    @property
    def names(self) -> list[str]:
        """All names, attributes first."""
        return [*self.attributes, *self.references, *self.generated]

    def required(self, name: str) -> bool:
        """Whether the attribute or role always has a value."""
        if name in self.attributes:
            return self.attributes[name].required
        return name not in self.references or self.references[name].each_has.startswith("1")


def contradictions(model: Model) -> Iterator[Clash]:
    """Every contradiction in the model, in the order of the document."""
    yield from _tenancy(model)
    members = {name: _members(model, name) for name in model.entities}
    yield from _similar_names(model)
    for name, entity in model.entities.items():
        yield from _entity(model, name, entity, members[name])
    seen: Counter[tuple[str, str]] = Counter()
    for index, relationship in enumerate(model.relationships):
        seen[relationship.entity, relationship.role] += 1
        yield from _relationship(model, ("relationships", index), relationship)
        if seen[relationship.entity, relationship.role] == 2:
            message = f"{relationship.entity!r} has two references with the role {relationship.role!r}"
            yield Clash(("relationships", index, "role"), message, "give one of them another role")
    for index, pattern in enumerate(model.access_patterns):
        path: Path = ("access_patterns", index)
        if pattern.entity not in model.entities:
            yield unknown_name((*path, "entity"), pattern.entity, list(model.entities), "entity")
            continue
        for key in ("equality", "sort", "range"):
            yield from _known((*path, key), getattr(pattern, key), members[pattern.entity], pattern.entity)
    yield from _questions(model)


def _members(model: Model, name: str) -> Members:
    lineage: list[str] = []
    current: str | None = name
    while current in model.entities and current not in lineage:
        lineage.append(current)
        current = model.entities[current].is_a
    attributes = {key: value for one in lineage for key, value in model.entities[one].attributes.items()}
    generated = [*GENERATED, *(["deleted_at"] if any(model.entities[one].soft_delete for one in lineage) else [])]
    if model.tenancy.kind == "shared" and model.tenancy.tenant:
        generated.append(model.tenancy.tenant)
    references = {r.role: r for r in model.relationships if r.entity in lineage and not r.many_to_many}
    return Members(attributes, references, tuple(generated))


def _tenancy(model: Model) -> Iterator[Clash]:
    tenancy = model.tenancy
    if tenancy.kind == "shared" and tenancy.tenant is None:
        yield Clash(("tenancy",), "shared tenancy needs to know who the tenant is", "add `tenant:` with an entity")
    elif tenancy.tenant is not None and tenancy.tenant not in model.entities:
        yield unknown_name(("tenancy", "tenant"), tenancy.tenant, list(model.entities), "entity")
    elif tenancy.kind == "none" and tenancy.tenant is not None:
        message = f"the tenant is {tenancy.tenant!r} but the tenancy is 'none'"
        yield Clash(("tenancy", "tenant"), message, "say `kind: shared` (or schema, database), or remove the tenant")


def _similar_names(model: Model) -> Iterator[Clash]:
    first: dict[str, str] = {}
    for name, entity in model.entities.items():
        base = re.sub(r"[\s_-]+", "_", name.strip().lower())
        forms = {base, base + "s", base + "es", *([base[:-1] + "ies"] if base.endswith("y") else [])}
        forms |= {entity.plural.lower()} if entity.plural else set()
        other = next((first[form] for form in sorted(forms) if form in first), None)
        if other is not None:
            message = f"{name!r} and {other!r} are the same name in another spelling or number"
            advice = "merge them, or rename one and list the other under its `aliases`"
            yield Clash(("entities", name), message, advice, of_key=True)
        for form in forms:
            first.setdefault(form, name)


def _entity(model: Model, name: str, entity: Entity, members: Members) -> Iterator[Clash]:
    path: Path = ("entities", name)
    if entity.is_a is not None:
        if entity.is_a not in model.entities:
            yield unknown_name((*path, "is_a"), entity.is_a, list(model.entities), "entity")
        elif _is_its_own_ancestor(model, name):
            yield Clash((*path, "is_a"), f"{name!r} is a kind of itself", "break the circle of `is_a`")
    elif entity.inheritance is not None:
        yield Clash((*path, "inheritance"), f"{name!r} inherits from nothing", "add `is_a:` or remove `inheritance`")
    for key, attribute in entity.attributes.items():
        yield from attribute_clashes((*path, "attributes", key), key, attribute, entity)
    for index, unique in enumerate(entity.unique):
        here: Path = (*path, "unique", index)
        yield from _known((*here, "members"), unique.members, members, name)
        yield from _known((*here, "within"), unique.within, members, name)
        for key, count in Counter([*unique.members, *unique.within]).items():
            if count > 1:
                yield Clash((*here, "members"), f"{key!r} is named twice in one uniqueness", "name it once")
        for at, condition in enumerate(unique.when):
            place = (*here, "when", at)
            yield from _known(place, names_in(condition), members, name)
            yield from condition_clashes(place, condition, members)
    for index, check in enumerate(entity.checks):
        place = (*path, "checks", index, "rule")
        yield from _known(place, names_in(check.rule), members, name)
        yield from check_clashes(place, check.rule, members)
    if entity.retention:
        if entity.retention.counted_from:
            yield from _known((*path, "retention", "counted_from"), [entity.retention.counted_from], members, name)
        if entity.retention.keep and not is_duration(entity.retention.keep):
            message = f"{entity.retention.keep!r} is not an ISO 8601 duration"
            yield Clash((*path, "retention", "keep"), message, "write P7Y, P90D, PT24H ...")


def _is_its_own_ancestor(model: Model, name: str) -> bool:
    seen: set[str] = set()
    current = model.entities[name].is_a
    while current in model.entities and current not in seen:
        seen.add(current)
        current = model.entities[current].is_a
    return name in seen


def _known(path: Path, names: list[str] | tuple[str, ...], members: Members, entity: str) -> Iterator[Clash]:
    for index, name in enumerate(names):
        if name not in members:
            at = (*path, index) if isinstance(names, list) else path
            yield unknown_name(at, name, members.names, f"attribute or role of {entity!r}")


def _relationship(model: Model, path: Path, relationship: Relationship) -> Iterator[Clash]:
    names = list(model.entities)
    entity = model.entities.get(relationship.entity)
    if entity is None:
        yield unknown_name((*path, "entity"), relationship.entity, names, "entity")
    if relationship.target not in model.entities:
        yield unknown_name((*path, "target"), relationship.target, names, "entity")
    if entity is not None and relationship.role in entity.attributes:
        message = f"{relationship.role!r} is both an attribute and a reference of {relationship.entity!r}"
        yield Clash((*path, "role"), message, "remove one of them, or give the reference another role")
    if relationship.on_delete == "set_null" and relationship.many_to_many:
        message = "a row of a many-to-many relationship cannot outlive what it joins"
        yield Clash((*path, "on_delete"), message, "use cascade or restrict instead of set_null")
    elif relationship.on_delete == "set_null" and relationship.each_has.startswith("1"):
        message = f"each {relationship.entity!r} must have its {relationship.role!r}, so it cannot be set to null"
        yield Clash((*path, "on_delete"), message, "use cascade or restrict, or say `each_has: 0..1`")
    if relationship.attributes and not relationship.many_to_many:
        message = "only a many-to-many relationship has attributes of its own"
        yield Clash((*path, "attributes"), message, f"move them to the entity {relationship.entity!r}")
    for key, attribute in relationship.attributes.items():
        yield from attribute_clashes((*path, "attributes", key), key, attribute, None)


def _questions(model: Model) -> Iterator[Clash]:
    seen: set[str] = set()
    for index, question in enumerate(model.questions):
        path: Path = ("questions", index)
        if question.id in seen:
            yield Clash((*path, "id"), f"two questions have the id {question.id!r}", "give one of them another id")
        seen.add(question.id)
        answers = [choice.answer for choice in question.choices]
        for key, given in (("default", question.default), ("answer", question.answer)):
            if given is not None and given not in answers:
                message = f"{given!r} is not one of the answers to {question.id!r}"
                yield Clash((*path, key), message, f"choose one of: {'; '.join(answers)}")


def dangling(model: Model) -> list[Path]:
    """The list items whose names nothing carries any more, as paths to the relationship, uniqueness or check.

    They are what is left behind when an entity or attribute is taken out of a model.
    """
    found: list[Path] = []
    members = {name: _members(model, name) for name in model.entities}
    for name, entity in model.entities.items():
        for index, unique in enumerate(entity.unique):
            conditions = [key for condition in unique.when for key in names_in(condition)]
            if not all(key in members[name] for key in [*unique.members, *unique.within, *conditions]):
                found.append(("entities", name, "unique", index))
        for index, check in enumerate(entity.checks):
            if not all(key in members[name] for key in names_in(check.rule)):
                found.append(("entities", name, "checks", index))
    for index, relationship in enumerate(model.relationships):
        if relationship.entity not in members or relationship.target not in members:
            found.append(("relationships", index))
    for index, pattern in enumerate(model.access_patterns):
        columns = [*pattern.equality, *pattern.sort, *pattern.range]
        if pattern.entity not in members or not all(key in members[pattern.entity] for key in columns):
            found.append(("access_patterns", index))
    return found
