"""Refuses a literal DEFAULT on BLOB, TEXT, JSON and spatial columns; an expression in parentheses may stand there
since 8.0.13 (13.6, error 1101).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem
from backend_data_model.engines.mysql.syntax.types import SPATIAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for column in subject.columns():
        default = column.default
        if default is None or default.literal in {None, "null"} or default.parenthesized:
            continue
        name = column.type.name
        if name.endswith(("text", "blob")) or name == "json" or name in SPATIAL or name.startswith("long "):
            message = f"a {name.upper()} column takes no literal default; write DEFAULT ({default.text})"
            yield Problem(message, default.offset)
