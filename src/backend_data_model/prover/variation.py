"""Ways to turn a value that satisfies the predicates into many: a unique column needs a new value in every row."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from backend_data_model.prover.patterns import text_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend_data_model.prover.candidates import Literals
    from backend_data_model.prover.samples import ColumnType, Value

    Variation = Callable[[Value, int], Value]

_CLASSES = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
TRIED = (0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 400, 1009, 2040)


def variations(kind: ColumnType, literals: Literals) -> list[Variation]:
    """The ways worth trying for a column: each gives another value for every number, made from a good value."""
    ways: list[Variation] = [lambda _, number: kind.value(number)]
    if kind.family in {"integer", "decimal", "float"}:
        ways += [_plus, _minus]
    if kind.family == "text":
        ways += [_prefixed, _counted, _later]
        if literals.patterns:
            ways += [_matching(pattern) for pattern in literals.strings]
    return ways


def _plus(value: Value, number: int) -> Value:
    return value + number if isinstance(value, int | float | Decimal) else value


def _minus(value: Value, number: int) -> Value:
    return value - number if isinstance(value, int | float | Decimal) else value


def _prefixed(value: Value, number: int) -> Value:
    return f"v{number}{value}" if isinstance(value, str) else value


def _later(value: Value, number: int) -> Value:
    """A date or a moment written as text, so many days later."""
    if not isinstance(value, str):
        return value
    try:
        moment = datetime.datetime.fromisoformat(value.replace("Z", "+00:00")) + datetime.timedelta(days=number)
    except (ValueError, OverflowError):
        return value
    return moment.date().isoformat() + value[10:]


def _matching(pattern: str) -> Variation:
    return lambda value, number: text_for(pattern, number) or value


def _counted(value: Value, number: int) -> Value:
    """Count the text up like an odometer: digits, small and capital letters each stay in their class."""
    if not isinstance(value, str):
        return value
    characters = list(value)
    for at in range(len(characters) - 1, -1, -1):
        wheel = next((c for c in _CLASSES if characters[at] in c), None)
        if wheel is None:
            continue
        number += wheel.index(characters[at])
        number, digit = divmod(number, len(wheel))
        characters[at] = wheel[digit]
        if not number:
            break
    return "".join(characters)
