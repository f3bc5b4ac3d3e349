"""Refuses FETCH FIRST n ROWS ONLY and LIMIT ALL: MySQL has LIMIT n (15.2.13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for words in (("FETCH", "FIRST"), ("FETCH", "NEXT"), ("LIMIT", "ALL")):
        for token in subject.find(*words):
            if subject.node is None:
                yield Problem(f"MySQL has no {' '.join(words)}; write LIMIT n", token.start)
