"""What a rule of the model says of one row, computed here: the second opinion on the SQL of a CHECK."""

from __future__ import annotations

import datetime
import operator
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

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
    from collections.abc import Callable

    from backend_data_model.model.schema import Table
    from backend_data_model.prover.predicates import Row

_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, "=": operator.eq, "<>": operator.ne, ">=": operator.ge, ">": operator.gt,
}  # fmt: skip


def readable(rule: Expression, table: Table) -> bool:
    """Whether every name of the rule is a column (or the reference column `name_id`) of the table."""
    return all(_column(name, table) for name in names_in(rule))


def holds(rule: Expression, row: Row, table: Table) -> bool | None:
    """Whether the row meets the rule; None where a column is not in the row or values cannot be compared.

    A condition on an absent value holds, as in SQL, where a CHECK only refuses what is false.
    """
    try:
        verdict = _verdict(rule, row, table)
    except (KeyError, TypeError, ValueError, InvalidOperation):
        return None
    return verdict is not False


def _column(name: str, table: Table) -> str | None:
    return next((c for c in (name, f"{name}_id") if table.column(c)), None)


def _value(name: str, row: Row, table: Table) -> Any:
    column = _column(name, table)
    if column is None:
        raise KeyError(name)
    return row[column]


def _verdict(rule: Expression, row: Row, table: Table) -> bool | None:
    match rule:
        case Present() | Absent():
            return (_value(rule.attribute, row, table) is None) == isinstance(rule, Absent)
        case ExactlyOneOf() | AtLeastOneOf():
            present = sum(_value(name, row, table) is not None for name in rule.members)
            return present == 1 if isinstance(rule, ExactlyOneOf) else present >= 1
        case Implies():
            return _or(_not(_and(rule.when, row, table)), _and(rule.then, row, table))
        case Compare():
            left = _value(rule.left, row, table)
            right = _value(rule.right, row, table) if rule.right is not None else rule.value
            return None if left is None or right is None else _OPERATORS[rule.op](*_alike(left, right))
    value = _value(rule.attribute, row, table) if isinstance(rule, OneOf | Range | Length) else None
    if value is None:
        return None
    match rule:
        case OneOf():
            return any(operator.eq(*_alike(value, option)) for option in rule.values)
        case Length():
            return (rule.min is None or len(value) >= rule.min) and (rule.max is None or len(value) <= rule.max)
        case Range():
            return _inside(rule, value)
    raise TypeError(f"not an expression of the model: {rule!r}")


def _inside(rule: Range, value: Any) -> bool:
    if rule.min is not None:
        low = operator.gt if rule.min_exclusive else operator.ge
        if not low(*_alike(value, rule.min)):
            return False
    high = operator.lt if rule.max_exclusive else operator.le
    return rule.max is None or bool(high(*_alike(value, rule.max)))


def _alike(left: Any, right: Any) -> tuple[Any, Any]:
    """The two as numbers where one is a number, as moments where both are, else as they are."""
    if isinstance(left, bool) or isinstance(right, bool):
        return bool(left), bool(right)
    if not isinstance(left, str) or not isinstance(right, str):
        return Decimal(str(left)), Decimal(str(right))
    try:
        moments = [datetime.datetime.fromisoformat(text).replace(tzinfo=None) for text in (left, right)]
    except ValueError:
        return left, right
    return moments[0], moments[1]


def _and(parts: tuple[Expression, ...], row: Row, table: Table) -> bool | None:
    verdicts = [_verdict(part, row, table) for part in parts]
    return False if False in verdicts else None if None in verdicts else True


def _or(one: bool | None, other: bool | None) -> bool | None:
    return True if one or other else None if one is None or other is None else False


def _not(verdict: bool | None) -> bool | None:
    return None if verdict is None else not verdict
