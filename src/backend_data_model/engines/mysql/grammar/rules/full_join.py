"""Refuses FULL OUTER JOIN, and warns at FULL JOIN, where MySQL takes FULL for an alias (15.2.13.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for token in subject.find("FULL", "OUTER", "JOIN"):
        yield Problem("MySQL has no FULL OUTER JOIN; join LEFT and RIGHT by UNION", token.start)
    for token in subject.find("FULL", "JOIN"):
        yield Problem("MySQL takes FULL for an alias and makes this an inner join", token.start, warning=True)
