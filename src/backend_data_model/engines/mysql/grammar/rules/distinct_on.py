"""Refuses SELECT DISTINCT ON (...) (PostgreSQL): MySQL has ROW_NUMBER() OVER (...) (14.20)."""

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
    for token in subject.find("DISTINCT", "ON", "("):
        yield Problem("MySQL has no DISTINCT ON; keep the rows where ROW_NUMBER() is 1", token.start)
