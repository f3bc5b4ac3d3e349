"""Refuses NULLS [NOT] DISTINCT (PostgreSQL 15): a UNIQUE of MySQL always allows several NULLs (15.1.15)."""

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
    for words in (("NULLS", "NOT", "DISTINCT"), ("NULLS", "DISTINCT")):
        for token in subject.find(*words):
            yield Problem("MySQL has no NULLS NOT DISTINCT; a unique key always allows several NULLs", token.start)
