"""Refuses VARCHAR and VARBINARY without a length (13.3.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for column in subject.columns():
        if "var" in column.type.name and not column.type.arguments and not column.type.name.startswith("long"):
            yield Problem(f"{column.type.name.upper()} needs a length: {column.name} VARCHAR(255)", column.type.offset)
