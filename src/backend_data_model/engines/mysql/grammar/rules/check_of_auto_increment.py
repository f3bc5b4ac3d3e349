"""Refuses a CHECK that names an AUTO_INCREMENT column (15.1.20.6, error 3818)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem
from backend_data_model.engines.mysql.read_tables import find_column

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    if subject.version < (8, 0, 16):
        return
    for found in subject.checks():
        for reference in found.expression.columns:
            column = find_column(subject.result, reference.name) if subject.result else None
            if column is not None and column.identity:
                yield Problem(f"a CHECK cannot name the AUTO_INCREMENT column {column.name}", reference.offset)
