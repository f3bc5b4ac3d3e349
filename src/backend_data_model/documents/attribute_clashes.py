"""Contradictions inside attributes, checks and conditions: bounds, defaults and types that exclude each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from backend_data_model.documents.clash import Clash
from backend_data_model.model.document import AttributeType as T
from backend_data_model.model.expression import (
    Absent,
    AtLeastOneOf,
    Compare,
    ExactlyOneOf,
    Expression,
    Implies,
    Length,
    OneOf,
    Range,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from backend_data_model.documents.places import Path
    from backend_data_model.model.document import Attribute, Entity
    from backend_data_model.model.expression import Scalar

WHOLE = {T.INTEGER, T.BIGINT}
NUMERIC = WHOLE | {T.DECIMAL, T.MONEY, T.FLOAT}
UNORDERED = {T.BOOLEAN, T.JSON, T.BINARY, T.TEXT_LIST, T.INTEGER_LIST}
UNLISTED = {T.BOOLEAN, T.JSON, T.BINARY, T.TEXT_LIST, T.INTEGER_LIST}
MEASURED = {T.TEXT, T.BINARY}


class Owner(Protocol):
    """What a rule's names are looked up in."""

    @property
    def attributes(self) -> Mapping[str, Attribute]:
        """The attributes by name."""

    def required(self, name: str) -> bool:
        """Whether the attribute or role always has a value."""


def attribute_clashes(path: Path, name: str, attribute: Attribute, entity: Entity | None) -> Iterator[Clash]:
    """What the attribute says against itself and against the simple checks of its entity."""
    if attribute.values is not None:
        if attribute.type in UNLISTED:
            message = f"{name!r} has a list of values but its type is {attribute.type.value}"
            yield Clash((*path, "values"), message, "make it `type: text`, or remove the values")
        if not attribute.values:
            yield Clash((*path, "values"), f"the list of values of {name!r} is empty", "add the values or remove it")
        if len(set(attribute.values)) < len(attribute.values):
            yield Clash((*path, "values"), f"a value of {name!r} is listed twice", "list each value once")
    if attribute.precision is not None and attribute.scale is not None and attribute.scale > attribute.precision:
        message = f"the scale of {name!r} ({attribute.scale}) is larger than its precision ({attribute.precision})"
        yield Clash((*path, "scale"), message, "the precision counts all digits, the scale those after the point")
    if attribute.default is not None:
        checks = [check.rule for check in entity.checks] if entity else []
        yield from _default(path, name, attribute, attribute.default, checks)


def _default(
    path: Path, name: str, attribute: Attribute, default: Scalar, rules: Sequence[Expression]
) -> Iterator[Clash]:
    here = (*path, "default")
    if not _fits(attribute.type, default):
        message = f"the default {default!r} of {name!r} is not of its type {attribute.type.value}"
        yield Clash(here, message, "write a value of that type, or change the type")
        return
    if attribute.values is not None and str(default) not in attribute.values:
        advice = f"choose one of: {', '.join(attribute.values)}"
        yield Clash(here, f"the default {default!r} of {name!r} is not one of its values", advice)
    for rule in rules:
        if (rule_name := getattr(rule, "attribute", None)) == name and rule_name and not admits(rule, default):
            yield Clash(here, f"the default {default!r} of {name!r} breaks its own check", "change one of them")


def _fits(kind: T, value: Scalar) -> bool:
    if kind is T.BOOLEAN:
        return isinstance(value, bool)
    if isinstance(value, bool):
        return kind is T.JSON
    if kind in WHOLE:
        return isinstance(value, int)
    if kind in NUMERIC:
        return isinstance(value, (int, float))
    return isinstance(value, str) or kind is T.JSON


def admits(rule: Expression, value: Scalar) -> bool:
    """Whether a rule about one attribute lets `value` pass; values that cannot be compared pass."""
    if isinstance(rule, OneOf):
        return value in rule.values
    if isinstance(rule, Length):
        size = len(value) if isinstance(value, str) else 0
        return not isinstance(value, str) or ((rule.min or 0) <= size <= (size if rule.max is None else rule.max))
    if isinstance(rule, Range):
        return _above(value, rule.min, strictly=rule.min_exclusive) and _above(
            rule.max, value, strictly=rule.max_exclusive
        )
    return True


def _above(upper: Scalar | None, lower: Scalar | None, *, strictly: bool) -> bool:
    if isinstance(upper, (int, float)) and isinstance(lower, (int, float)):
        return upper > lower if strictly else upper >= lower
    if isinstance(upper, str) and isinstance(lower, str):
        return upper > lower if strictly else upper >= lower
    return True


def check_clashes(path: Path, rule: Expression, owner: Owner) -> Iterator[Clash]:
    """What a check says against itself or against the attributes it speaks of."""
    if isinstance(rule, Implies):
        for key, conditions in (("when", rule.when), ("then", rule.then)):
            for index, condition in enumerate(conditions):
                yield from condition_clashes((*path, key, index), condition, owner)
        return
    if isinstance(rule, (ExactlyOneOf, AtLeastOneOf)):
        if len(set(rule.members)) < len(rule.members):
            yield Clash((*path, "members"), "a member is named twice", "name each member once")
        for index, name in enumerate(rule.members):
            if owner.required(name):
                message = f"{name!r} is required, so it always has a value"
                yield Clash((*path, "members", index), message, "make it optional, or remove this rule")
        return
    yield from condition_clashes(path, rule, owner)


def condition_clashes(path: Path, rule: Expression, owner: Owner) -> Iterator[Clash]:
    """What a condition says against itself or against the attribute it speaks of."""
    name = getattr(rule, "attribute", None)
    attribute = owner.attributes.get(name) if name else None
    match rule:
        case Absent() if owner.required(rule.attribute):
            message = f"{name!r} is required, so it never has no value"
            yield Clash(path, message, "make it optional, or remove this condition")
        case OneOf() if attribute is not None:
            yield from _one_of(path, rule, attribute)
        case Range():
            yield from _range(path, rule, attribute)
        case Length():
            yield from _length(path, rule, attribute)
        case Compare() if (rule.right is None) == (rule.value is None):
            yield Clash(path, "a comparison needs either `right` or `value`", "give exactly one of them")
        case _:
            return


def _one_of(path: Path, rule: OneOf, attribute: Attribute) -> Iterator[Clash]:
    if attribute.type is T.BOOLEAN and not all(isinstance(value, bool) for value in rule.values):
        yield Clash((*path, "values"), f"{rule.attribute!r} is a boolean", "its only values are true and false")
    for index, value in enumerate(rule.values):
        if attribute.values is not None and str(value) not in attribute.values:
            message = f"{value!r} is not one of the values of {rule.attribute!r}"
            yield Clash((*path, "values", index), message, f"the values are {', '.join(attribute.values)}")


def _range(path: Path, rule: Range, attribute: Attribute | None) -> Iterator[Clash]:
    if rule.min is None and rule.max is None:
        yield Clash(path, "a range needs a bound", "give `min`, `max` or both")
    elif not _above(rule.max, rule.min, strictly=rule.min_exclusive or rule.max_exclusive):
        message = f"no value of {rule.attribute!r} lies between {rule.min!r} and {rule.max!r}"
        yield Clash(path, message, "swap or correct the bounds")
    if attribute is not None and attribute.type in UNORDERED:
        message = f"{rule.attribute!r} is {attribute.type.value}, which has no order"
        yield Clash(path, message, "remove the range, or change the type")
    if attribute is not None and attribute.type in NUMERIC:
        for key in ("min", "max"):
            if isinstance(getattr(rule, key), str):
                message = f"{rule.attribute!r} is {attribute.type.value}, but the bound is text"
                yield Clash((*path, key), message, "write a number without quotes")


def _length(path: Path, rule: Length, attribute: Attribute | None) -> Iterator[Clash]:
    if rule.min is None and rule.max is None:
        yield Clash(path, "a length needs a bound", "give `min`, `max` or both")
    elif (rule.min or 0) < 0 or (rule.max is not None and rule.max < (rule.min or 0)):
        yield Clash(path, f"no text is between {rule.min} and {rule.max} characters long", "correct the bounds")
    if attribute is not None and attribute.type not in MEASURED:
        message = f"{rule.attribute!r} is {attribute.type.value}, which has no number of characters"
        yield Clash(path, message, "make it `type: text`, or use a range")
