"""The facts of a model by an id that people and models can read and write: `order.status`, `unique order (number)`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from backend_data_model.model.expression import names_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from backend_data_model.model.document import Check, Fact, Model, Relationship, Unique

F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A fact with its id; `remove` takes it out of the model together with what cannot be without it."""

    id: str
    fact: Fact
    remove: Callable[[], None]


def relationship_id(relationship: Relationship) -> str:
    """`order -> customer`, with the role where it has another name."""
    role = "" if relationship.role == relationship.target else f" as {relationship.role}"
    return f"{relationship.entity} -> {relationship.target}{role}"


def unique_id(entity: str, unique: Unique) -> str:
    """`unique order (number)`, with what it holds within."""
    within = f" within {', '.join(unique.within)}" if unique.within else ""
    return f"unique {entity} ({', '.join(unique.members)}){within}"


def check_id(entity: str, check: Check) -> str:
    """`check order range (total)`."""
    return f"check {entity} {check.rule.kind} ({', '.join(names_in(check.rule))})"


def known_facts(model: Model) -> Iterator[KnownFact]:
    """Every fact of the model that a claim may confirm or refuse, in the order of the document."""
    for name, entity in model.entities.items():
        yield KnownFact(name, entity, _without_entity(model, name))
        for key, attribute in entity.attributes.items():
            yield KnownFact(f"{name}.{key}", attribute, _without_attribute(model, name, key))
        for unique in entity.unique:
            yield KnownFact(unique_id(name, unique), unique, _without(entity.unique, unique))
        for check in entity.checks:
            yield KnownFact(check_id(name, check), check, _without(entity.checks, check))
    for relationship in model.relationships:
        yield KnownFact(relationship_id(relationship), relationship, _without_relationship(model, relationship))
        for key, attribute in relationship.attributes.items():
            holder = relationship.via or relationship_id(relationship)
            yield KnownFact(f"{holder}.{key}", attribute, _popped(relationship.attributes, key))


def _without(items: list[F], item: F) -> Callable[[], None]:
    def remove() -> None:
        items[:] = [one for one in items if one is not item]

    return remove


def _popped(items: dict[str, F], key: str) -> Callable[[], None]:
    def remove() -> None:
        items.pop(key, None)

    return remove


def _without_entity(model: Model, name: str) -> Callable[[], None]:
    def remove() -> None:
        for relationship in [r for r in model.relationships if name in {r.entity, r.target}]:
            _without_relationship(model, relationship)()
        model.entities.pop(name, None)
        for other in model.entities.values():
            if other.is_a == name:
                other.is_a = other.inheritance = None
        model.access_patterns[:] = [p for p in model.access_patterns if p.entity != name]
        model.volumes[:] = [v for v in model.volumes if v.entity != name]

    return remove


def _without_attribute(model: Model, entity: str, name: str) -> Callable[[], None]:
    def remove() -> None:
        model.entities[entity].attributes.pop(name, None)
        _drop_rules(model, entity, name)

    return remove


def _without_relationship(model: Model, relationship: Relationship) -> Callable[[], None]:
    def remove() -> None:
        _without(model.relationships, relationship)()
        if not relationship.many_to_many:
            _drop_rules(model, relationship.entity, relationship.role)

    return remove


def _drop_rules(model: Model, entity: str, member: str) -> None:
    """Uniqueness, checks and look-ups that speak of a member go with it."""
    holder = model.entities.get(entity)
    if holder is None:
        return
    holder.unique[:] = [u for u in holder.unique if member not in (*u.members, *u.within)]
    holder.checks[:] = [c for c in holder.checks if member not in names_in(c.rule)]
    if holder.retention is not None and holder.retention.counted_from == member:
        holder.retention = None
    model.access_patterns[:] = [
        p for p in model.access_patterns if p.entity != entity or member not in (*p.equality, *p.sort, *p.range)
    ]
