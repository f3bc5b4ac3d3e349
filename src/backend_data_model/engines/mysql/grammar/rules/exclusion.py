"""Refuses EXCLUDE constraints (PostgreSQL): MySQL has none (15.1.20); overlaps must be refused by a trigger or the
application.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    if subject.node is not None:
        return
    if subject.statement in {"CREATE", "ALTER"}:
        for words in (("EXCLUDE", "USING"), ("EXCLUDE", "(")):
            for token in subject.find(*words):
                yield Problem("MySQL has no EXCLUDE constraints", token.start)
