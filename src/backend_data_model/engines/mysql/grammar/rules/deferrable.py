"""Refuses DEFERRABLE and INITIALLY DEFERRED (PostgreSQL, SQLite): InnoDB checks constraints row by row (15.1.20.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    if subject.statement in {"CREATE", "ALTER"}:
        for token in subject.tokens:
            if token.upper in {"DEFERRABLE", "INITIALLY"} and subject.node is None:
                yield Problem("MySQL constraints cannot be deferred", token.start)
                return
