"""Warns at a column's own REFERENCES, which MySQL parses and ignores before 9.0 (1.7.2.3, 15.1.20.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    if subject.version >= (9, 0, 0):
        return
    for column in subject.columns():
        if column.references:
            message = (
                f"REFERENCES at the column {column.name} is ignored before MySQL 9.0; write FOREIGN KEY in the table"
            )
            yield Problem(message, column.references.offset, warning=True)
