"""Refuses ON CONFLICT (PostgreSQL, SQLite): MySQL has ON DUPLICATE KEY UPDATE and INSERT IGNORE (15.2.7.2)."""

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
    for token in subject.find("ON", "CONFLICT"):
        yield Problem("MySQL has no ON CONFLICT; write ON DUPLICATE KEY UPDATE", token.start)
