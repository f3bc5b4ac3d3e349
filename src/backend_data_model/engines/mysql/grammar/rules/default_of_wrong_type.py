"""Refuses a default that cannot be a value of the column: NULL for NOT NULL, a word for a number, a value outside the
ENUM, CURRENT_TIMESTAMP for other types or with another precision (13.6, 13.2.5, error 1067).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem
from backend_data_model.engines.mysql.syntax.types import DECIMALS, FLOATS, INTEGERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject

if TYPE_CHECKING:
    from backend_data_model.engines.mysql.syntax.nodes import ColumnDef

_MOMENTS = frozenset(("datetime", "timestamp"))


def _precision(text: str) -> str:
    return text.partition("(")[2].rstrip(")") or "0"


def _complaint(column: ColumnDef) -> str | None:
    default, type_name = column.default, column.type
    if default is None or default.parenthesized:
        return None
    if default.literal == "null":
        return "NULL at a NOT NULL column" if column.nullable is False or column.key == "primary" else None
    if default.literal == "now":
        if type_name.name not in _MOMENTS:
            return "CURRENT_TIMESTAMP is for DATETIME and TIMESTAMP"
        wanted = (type_name.arguments or ["0"])[0]
        return None if _precision(default.text) == wanted else f"write CURRENT_TIMESTAMP({wanted})"
    text = default.text[1:-1] if default.literal == "string" else default.text
    if default.literal == "string" and type_name.name in INTEGERS | DECIMALS | FLOATS:
        return None if _is_number(text) else f"{default.text} is no number"
    if type_name.name == "enum" and default.literal == "string" and type_name.values:
        known = {value.lower() for value in type_name.values}
        return None if text.replace("''", "'").lower() in known else f"{default.text} is not one of its values"
    return None


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for column in subject.columns():
        message = _complaint(column)
        if message:
            yield Problem(
                f"invalid default for {column.name}: {message}", column.default.offset if column.default else 0
            )
        precision = (column.type.arguments or ["0"])[0]
        update = column.on_update
        if update and (column.type.name not in _MOMENTS or _precision(update.text) != precision):
            yield Problem(
                f"ON UPDATE at {column.name} needs a DATETIME or TIMESTAMP of the same precision", update.offset
            )
