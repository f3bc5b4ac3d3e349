"""Refuses CONCURRENTLY (PostgreSQL): MySQL builds indexes online by ALGORITHM=INPLACE, LOCK=NONE (17.12.1)."""

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
    if subject.statement in {"CREATE", "DROP", "REINDEX", "REFRESH"}:
        for token in subject.find("CONCURRENTLY"):
            yield Problem("MySQL has no CONCURRENTLY; write ALGORITHM=INPLACE, LOCK=NONE", token.start)
