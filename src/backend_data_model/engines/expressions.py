"""Expressions of the model as SQL of an engine.

A CHECK holds when its value is NULL, so that rules about one column pass where the column has no value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend_data_model.engines.dialect import LISTS, NUMERIC, TEMPORAL
from backend_data_model.model.document import AttributeType
from backend_data_model.model.errors import InputError
from backend_data_model.model.expression import (
    Absent,
    AtLeastOneOf,
    Compare,
    ExactlyOneOf,
    Expression,
    Implies,
    Length,
    OneOf,
    Present,
    Range,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backend_data_model.engines.dialect import Dialect
    from backend_data_model.model.expression import Scalar


@dataclass(frozen=True, slots=True)
class Slot:
    """What a name of the model means in a table: a column and its engine-neutral type."""

    column: str
    type: AttributeType


def render_expression(rule: Expression, slots: Mapping[str, Slot], dialect: Dialect, where: str) -> str:
    """`rule` as SQL.  A name that `slots` lacks, or types that do not compare, are InputErrors that name `where`."""
    return _Renderer(slots, dialect, where).render(rule)


def with_columns(rule: Expression, slots: Mapping[str, Slot]) -> Expression:
    """`rule` with the names of the model replaced by those of the columns."""

    def column(name: str) -> str:
        return slots[name].column

    match rule:
        case OneOf() | Range() | Length() | Present() | Absent():
            return rule.model_copy(update={"attribute": column(rule.attribute)})
        case Compare():
            return rule.model_copy(
                update={"left": column(rule.left), "right": column(rule.right) if rule.right else None}
            )
        case Implies():
            return rule.model_copy(
                update={
                    "when": tuple(with_columns(part, slots) for part in rule.when),
                    "then": tuple(with_columns(part, slots) for part in rule.then),
                }
            )
        case ExactlyOneOf() | AtLeastOneOf():
            return rule.model_copy(update={"members": tuple(column(name) for name in rule.members)})
    raise TypeError(f"not an expression of the model: {rule!r}")


def expression_kind(rule: Expression) -> str:
    """The word that ends the name of a CHECK."""
    if isinstance(rule, Compare):
        return {"<": "before", "<=": "before", "=": "equal", "<>": "differs", ">": "after", ">=": "after"}[rule.op]
    kinds = {
        OneOf: "values",
        Range: "range",
        Length: "length",
        Implies: "implies",
        ExactlyOneOf: "exactly_one",
        AtLeastOneOf: "at_least_one",
    }
    return kinds.get(type(rule), "rule")


class _Renderer:
    def __init__(self, slots: Mapping[str, Slot], dialect: Dialect, where: str) -> None:
        self.slots = slots
        self.dialect = dialect
        self.where = where

    def render(self, rule: Expression) -> str:
        match rule:
            case OneOf():
                return self._one_of(rule)
            case Range():
                return self._range(rule)
            case Length():
                return self._length(rule)
            case Compare():
                return self._compare(rule)
            case Present():
                return f"{self._name(rule.attribute)} IS NOT NULL"
            case Absent():
                return f"{self._name(rule.attribute)} IS NULL"
            case Implies():
                return f"NOT ({self._all(rule.when)}) OR {self._all(rule.then, inside=True)}"
            case ExactlyOneOf():
                return self._count(rule.members, "= 1")
            case AtLeastOneOf():
                return " OR ".join(f"{self._name(name)} IS NOT NULL" for name in rule.members)
        raise TypeError(f"not an expression of the model: {rule!r}")

    def _slot(self, name: str) -> Slot:
        slot = self.slots.get(name)
        if slot is None:
            raise InputError(
                f"{self.where}: there is no attribute or role {name!r}",
                help=f"known here: {', '.join(sorted(self.slots))}",
            )
        return slot

    def _name(self, name: str) -> str:
        return self.dialect.quote(self._slot(name).column)

    def _literal(self, value: Scalar, type_: AttributeType) -> str:
        return self.dialect.literal(value, type_, self.where)

    def _one_of(self, rule: OneOf) -> str:
        slot = self._slot(rule.attribute)
        element = {AttributeType.TEXT_LIST: AttributeType.TEXT, AttributeType.INTEGER_LIST: AttributeType.INTEGER}
        values = ", ".join(dict.fromkeys(self._literal(v, element.get(slot.type, slot.type)) for v in rule.values))
        if slot.type in LISTS:
            return f"{self.dialect.quote(slot.column)} <@ ARRAY[{values}]"
        return f"{self.dialect.quote(slot.column)} IN ({values})"

    def _range(self, rule: Range) -> str:
        slot = self._slot(rule.attribute)
        if slot.type not in NUMERIC | TEMPORAL | {AttributeType.DURATION, AttributeType.TEXT}:
            raise InputError(f"{self.where}: a {slot.type.value} has no range")
        if slot.type is AttributeType.TEXT and any(isinstance(v, (int, float)) for v in (rule.min, rule.max)):
            raise InputError(
                f"{self.where}: {rule.attribute!r} is text, but its bounds are numbers",
                help="give the attribute a number type, or state the length of the text",
            )
        column = self.dialect.quote(slot.column)
        low = None if rule.min is None else self._literal(rule.min, slot.type)
        high = None if rule.max is None else self._literal(rule.max, slot.type)
        if low is not None and high is not None and not (rule.min_exclusive or rule.max_exclusive):
            return f"{column} BETWEEN {low} AND {high}"
        return self._bounds(column, low, high, rule.min_exclusive, rule.max_exclusive)

    def _length(self, rule: Length) -> str:
        slot = self._slot(rule.attribute)
        if slot.type in NUMERIC | TEMPORAL | {AttributeType.BOOLEAN, AttributeType.DURATION}:
            raise InputError(f"{self.where}: a {slot.type.value} has no length")
        size = self.dialect.size(self.dialect.quote(slot.column), slot.type)
        if rule.min is not None and rule.min == rule.max:
            return f"{size} = {rule.min}"
        if rule.min is not None and rule.max is not None:
            return f"{size} BETWEEN {rule.min} AND {rule.max}"
        return self._bounds(
            size, None if rule.min is None else str(rule.min), None if rule.max is None else str(rule.max), False, False
        )

    def _bounds(self, value: str, low: str | None, high: str | None, over: bool, under: bool) -> str:
        parts = []
        if low is not None:
            parts.append(f"{value} {'>' if over else '>='} {low}")
        if high is not None:
            parts.append(f"{value} {'<' if under else '<='} {high}")
        if not parts:
            raise InputError(f"{self.where}: the rule has no bound")
        return " AND ".join(parts)

    def _compare(self, rule: Compare) -> str:
        left = self._slot(rule.left)
        if rule.right is None:
            if rule.value is None:
                raise InputError(f"{self.where}: {rule.left!r} is compared with nothing")
            return f"{self._name(rule.left)} {rule.op} {self._literal(rule.value, left.type)}"
        right = self._slot(rule.right)
        if _family(left.type) != _family(right.type):
            raise InputError(
                f"{self.where}: {rule.left!r} ({left.type.value}) and {rule.right!r} ({right.type.value}) "
                "cannot be compared"
            )
        first = self.dialect.comparable(self._name(rule.left), left.type, right.type)
        second = self.dialect.comparable(self._name(rule.right), right.type, left.type)
        return f"{first} {rule.op} {second}"

    def _all(self, parts: tuple[Expression, ...], inside: bool = False) -> str:
        rendered = [f"({text})" if " AND " in text or " OR " in text else text for text in map(self.render, parts)]
        if len(rendered) == 1:
            return rendered[0]
        joined = " AND ".join(rendered)
        return f"({joined})" if inside else joined

    def _count(self, members: tuple[str, ...], test: str) -> str:
        names = [self._name(name) for name in members]
        if self.dialect.engine == "postgresql":
            return f"num_nonnulls({', '.join(names)}) {test}"
        return " + ".join(f"({name} IS NOT NULL)" for name in names) + f" {test}"


def _family(type_: AttributeType) -> str:
    if type_ in NUMERIC:
        return "number"
    if type_ in (AttributeType.DATE, AttributeType.TIMESTAMP, AttributeType.LOCAL_TIMESTAMP):
        return "moment"
    return type_.value
