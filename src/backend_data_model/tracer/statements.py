"""Rules and trial rows in short words, for the matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    from backend_data_model.tracer.condition import Row, Value

_LONGEST = 24


def say_rule(rule: Expression) -> str:
    """The rule as a formula in words."""
    match rule:
        case Present():
            return f"{rule.attribute} is present"
        case Absent():
            return f"{rule.attribute} is absent"
        case OneOf():
            return f"{rule.attribute} is one of {', '.join(str(value) for value in rule.values)}"
        case Range():
            low = f"{'>' if rule.min_exclusive else '>='} {rule.min}" if rule.min is not None else ""
            high = f"{'<' if rule.max_exclusive else '<='} {rule.max}" if rule.max is not None else ""
            return f"{rule.attribute} {' and '.join(part for part in (low, high) if part)}"
        case Length():
            low = f"at least {rule.min}" if rule.min is not None else ""
            high = f"at most {rule.max}" if rule.max is not None else ""
            return f"{rule.attribute} has {' and '.join(part for part in (low, high) if part)} characters"
        case Compare():
            return f"{rule.left} {rule.op} {rule.right if rule.right is not None else rule.value}"
        case Implies():
            when = " and ".join(say_rule(part) for part in rule.when)
            return f"when {when}, then {' and '.join(say_rule(part) for part in rule.then)}"
        case ExactlyOneOf() | AtLeastOneOf():
            much = "exactly" if isinstance(rule, ExactlyOneOf) else "at least"
            return f"{much} one of {', '.join(rule.members)}"
    raise TypeError(f"not an expression of the model: {rule!r}")


def spelling(text: str) -> str:
    """A value of a list as it compares: `In Person` and `in_person` are the same to a reader."""
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").split())


def say_row(row: Row) -> str:
    """A trial row: `quantity = 0`."""
    return ", ".join(f"{name} = {_value(value)}" for name, value in row.items())


def _value(value: Value) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return f"'{value}'" if len(value) <= _LONGEST else f"a text of {len(value)} characters"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(value) + "]"
    return format(value, "f")
