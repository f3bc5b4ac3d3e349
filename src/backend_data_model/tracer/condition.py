"""A condition on one row that can be evaluated here, with the three values of SQL: true, false and unknown."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from backend_data_model.engines.duration import seconds_of
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
    names_in,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Value = None | bool | Decimal | str | tuple[str, ...]
Row = dict[str, Value]

OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, "=": operator.eq, "<>": operator.ne, ">=": operator.ge, ">": operator.gt,
}  # fmt: skip


class NotComparableError(Exception):
    """Two values, or an expression, of which this room cannot say what the engine would."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What is said of a row: its columns, the constants and lengths that it names, and the test itself.

    `test` answers None for unknown (NULL) and may raise NotComparableError.
    """

    text: str
    columns: tuple[str, ...]
    constants: tuple[Value, ...]
    lengths: tuple[int, ...]
    test: Callable[[Row], bool | None]

    def refuses(self, row: Row) -> bool:
        """Whether a CHECK of this condition refuses the row: only what is false is refused."""
        return self.test(row) is False


def compared(left: Value, op: str, right: Value) -> bool | None:
    """`left op right` as an engine would answer; None where one side is absent."""
    if left is None or right is None:
        return None
    if isinstance(left, tuple) or isinstance(right, tuple):
        raise NotComparableError
    if isinstance(left, str) != isinstance(right, str):
        left, right = _number(left), _number(right)
    return OPERATORS[op](left, right)


def _number(value: Value) -> Decimal:
    if isinstance(value, str):
        word = value.lower()
        if word in ("t", "true", "f", "false"):
            return Decimal(word.startswith("t"))
        try:
            return Decimal(value)
        except InvalidOperation:
            raise NotComparableError from None
    if isinstance(value, (bool, Decimal)):
        return Decimal(value)
    raise NotComparableError


def all_of(verdicts: Sequence[bool | None]) -> bool | None:
    """SQL's AND."""
    return False if False in verdicts else None if None in verdicts else True


def any_of(verdicts: Sequence[bool | None]) -> bool | None:
    """SQL's OR."""
    return True if True in verdicts else None if None in verdicts else False


def opposite(verdict: bool | None) -> bool | None:
    """SQL's NOT."""
    return None if verdict is None else not verdict


def constant(value: object) -> Value:
    """A scalar of the model as a value; durations become seconds."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return Decimal(str(value))
    text = str(value)
    seconds = seconds_of(text)
    return text if seconds is None else Decimal(str(seconds))


def condition_of(rule: Expression, columns: Mapping[str, str], text: str, scale: Mapping[str, Decimal]) -> Condition:
    """A rule of the model over the `columns` that its names stand for; KeyError where one has no column.

    `scale` says by what the constants of a column are divided: a duration stated in seconds, kept in minutes.
    """
    renamed = {name: columns[name] for name in names_in(rule)}
    constants: list[Value] = []
    lengths: list[int] = []
    test = _compile(rule, renamed, constants, lengths, scale)
    return Condition(text, tuple(dict.fromkeys(renamed.values())), tuple(constants), tuple(lengths), test)


def _compile(
    rule: Expression,
    columns: Mapping[str, str],
    constants: list[Value],
    lengths: list[int],
    scale: Mapping[str, Decimal],
) -> Callable[[Row], bool | None]:
    def scaled(value: object, column: str) -> Value:
        found = constant(value)
        if column in scale and isinstance(found, Decimal):
            found /= scale[column]
        constants.append(found)
        return found

    match rule:
        case Present() | Absent():
            column, wanted = columns[rule.attribute], isinstance(rule, Absent)
            return lambda row: (row[column] is None) == wanted
        case OneOf():
            return _member(columns[rule.attribute], [scaled(v, columns[rule.attribute]) for v in rule.values])
        case Range():
            column = columns[rule.attribute]
            tests = []
            if rule.min is not None:
                tests.append((">" if rule.min_exclusive else ">=", scaled(rule.min, column)))
            if rule.max is not None:
                tests.append(("<" if rule.max_exclusive else "<=", scaled(rule.max, column)))
            return lambda row: all_of([compared(row[column], op, bound) for op, bound in tests])
        case Length():
            column, low, high = columns[rule.attribute], rule.min, rule.max
            lengths.extend(n for n in (low, high) if n is not None)
            return lambda row: _size(row[column], low, high)
        case Compare():
            left, op = columns[rule.left], rule.op
            if rule.right is None:
                bound = scaled(rule.value, left)
                return lambda row: compared(row[left], op, bound)
            right = columns[rule.right]
            return lambda row: compared(row[left], op, row[right])
        case Implies():
            when = [_compile(part, columns, constants, lengths, scale) for part in rule.when]
            then = [_compile(part, columns, constants, lengths, scale) for part in rule.then]
            return lambda row: any_of([opposite(all_of([t(row) for t in when])), all_of([t(row) for t in then])])
        case ExactlyOneOf() | AtLeastOneOf():
            members, exact = [columns[name] for name in rule.members], isinstance(rule, ExactlyOneOf)
            return lambda row: _counted(sum(row[name] is not None for name in members), exact)
    raise TypeError(f"not an expression of the model: {rule!r}")


def _counted(present: int, exact: bool) -> bool:
    return present == 1 if exact else present >= 1


def _member(column: str, values: list[Value]) -> Callable[[Row], bool | None]:
    def test(row: Row) -> bool | None:
        value = row[column]
        if isinstance(value, tuple):
            return all(element in values for element in value)
        return any_of([compared(value, "=", option) for option in values])

    return test


def _size(value: Value, low: int | None, high: int | None) -> bool | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise NotComparableError
    return (low is None or len(value) >= low) and (high is None or len(value) <= high)
