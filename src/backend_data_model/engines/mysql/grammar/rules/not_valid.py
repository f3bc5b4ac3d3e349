"""Refuses NOT VALID and VALIDATE CONSTRAINT (PostgreSQL): MySQL checks rows when a constraint is added; a check may be
NOT ENFORCED (15.1.20.6).
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
        for words in (("NOT", "VALID"), ("VALIDATE", "CONSTRAINT")):
            for token in subject.find(*words):
                yield Problem(f"MySQL has no {' '.join(words)}; a CHECK may be NOT ENFORCED at first", token.start)
