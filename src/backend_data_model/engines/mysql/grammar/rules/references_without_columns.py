"""Refuses a foreign key that does not name the columns it refers to, before 9.0 (15.1.20.5, error 1239)."""

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
    for key in subject.foreign_keys():
        if not key.ref_columns:
            yield Problem(f"name the columns of {key.ref_table} that the foreign key refers to", key.offset)
