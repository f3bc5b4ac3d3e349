"""Refuses a CHECK at a column that names another column; such a rule belongs to the table (15.1.20.6, error 3813), and
names that are no column of the table (3820).
"""

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
            if found.on_column and reference.name.lower() != found.on_column.lower():
                message = (
                    f"the CHECK at {found.on_column} names {reference.name}; write it as a constraint of the table"
                )
                yield Problem(message, reference.offset)
            elif subject.result is not None and find_column(subject.result, reference.name) is None:
                yield Problem(f"the CHECK names {reference.name}, which is no column of the table", reference.offset)
