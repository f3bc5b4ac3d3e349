"""A model as short lines, for cases that people can read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.model.expression import Compare, ExactlyOneOf, Implies, Length, Range

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.model.document import Check, Entity, Model


def facts(model: Model) -> set[str]:
    """One line for each fact of the model."""
    return set(_facts(model))


def _facts(model: Model) -> Iterator[str]:
    if model.tenancy.kind != "none":
        yield f"tenancy {model.tenancy.kind} {model.tenancy.tenant}"
    if model.application_rules:
        yield "application"
    for name, entity in model.entities.items():
        yield f"entity {name}"
        yield from _entity(name, entity)
    for relation in model.relationships:
        if relation.many_to_many:
            yield " <-> ".join(sorted((relation.entity, relation.target)))
            continue
        line = f"{relation.entity} -> {relation.target}"
        if relation.role != relation.target:
            line += f" as {relation.role}"
        line += f" {relation.each_has}"
        yield line
        if relation.each_is_had_by in {"1", "0..1"}:
            yield f"{line} unique"
        if relation.on_delete:
            yield f"{line} {relation.on_delete}"
    for change in model.overridden:
        yield f"overridden {change.about}: {change.was} -> {change.now}"
    for volume in model.volumes:
        yield f"expect {volume.rows} {volume.entity} {f'a {volume.per}' if volume.per else 'in all'}"
    for pattern in model.access_patterns:
        yield f"lookup {pattern.entity} by {', '.join([*pattern.equality, *pattern.sort])}"


def _entity(name: str, entity: Entity) -> Iterator[str]:
    if entity.retention:
        since = f" from {entity.retention.counted_from}" if entity.retention.counted_from else ""
        yield f"{name} kept {entity.retention.keep}{since}"
    if entity.is_a:
        yield f"{name} is a {entity.is_a}"
    for key, attribute in entity.attributes.items():
        line = f"{name}.{key} {attribute.type.value} {'required' if attribute.required else 'optional'}"
        yield line
        if attribute.personal:
            yield f"{name}.{key} personal"
        if attribute.unit:
            yield f"{line} {attribute.unit}"
        if attribute.values:
            yield f"{name}.{key} in {', '.join(attribute.values)}"
        if attribute.default is not None:
            yield f"{name}.{key} default {attribute.default}"
    for unique in entity.unique:
        line = f"unique {name}({', '.join(sorted([*unique.members, *unique.within]))})"
        yield f"{line} everywhere" if unique.everywhere else line
    for check in entity.checks:
        yield _check(name, check)


def _check(name: str, check: Check) -> str:
    match check.rule:
        case Range() as rule:
            low = "" if rule.min is None else f"{'>' if rule.min_exclusive else '>='} {rule.min}"
            high = "" if rule.max is None else f"{'<' if rule.max_exclusive else '<='} {rule.max}"
            return f"{name}.{rule.attribute} {' and '.join(part for part in (low, high) if part)}"
        case Length() as rule:
            return f"length {name}.{rule.attribute} {'' if rule.min is None else rule.min} .. {rule.max}".replace(
                "  ", " "
            )
        case Compare() as rule:
            return f"{name}.{rule.left} {rule.op} {rule.right if rule.right is not None else rule.value}"
        case ExactlyOneOf() as rule:
            return f"{name} exactly one of {', '.join(sorted(rule.members))}"
        case Implies() as rule:
            when = " and ".join(
                f"{w.attribute}={'/'.join(map(str, getattr(w, 'values', ())))}"
                for w in rule.when
                if not isinstance(w, Compare)
            )
            then = " and ".join(t.attribute for t in rule.then if not isinstance(t, Compare))
            return f"{name} implies {when} -> {then}"
        case rule:
            return f"{name} {rule.kind}"
