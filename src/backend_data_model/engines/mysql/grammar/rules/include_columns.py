"""Refuses INCLUDE (...) at an index or key (PostgreSQL, SQL Server): MySQL has key columns only (15.1.15)."""

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
    for token in subject.find("INCLUDE", "("):
        yield Problem("MySQL has no INCLUDE; add the columns at the end of the key", token.start)
