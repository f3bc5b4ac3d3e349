"""Refuses numbers in a type beyond its limits: DECIMAL(65,30), BIT(64), CHAR(255), fractions of a second up to 6
(13.1.3, 13.1.5, 13.2.6, 13.3.1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem
from backend_data_model.engines.mysql.syntax.types import DECIMALS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject

_LIMITS = {
    "bit": 64,
    "char": 255,
    "character": 255,
    "nchar": 255,
    "binary": 255,
    "datetime": 6,
    "timestamp": 6,
    "time": 6,
    "varchar": 65535,
    "varbinary": 65535,
}


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for column in subject.columns():
        name, numbers = column.type.name, [int(float(number)) for number in column.type.arguments]
        if not numbers:
            continue
        limit = _LIMITS.get(name, 65 if name in DECIMALS else None)
        if limit is not None and numbers[0] > limit:
            yield Problem(f"{name.upper()} takes at most {limit}", column.type.offset)
        if name in DECIMALS and len(numbers) > 1 and (numbers[1] > 30 or numbers[1] > numbers[0]):
            yield Problem("the scale is at most 30 and not more than the precision", column.type.offset)
