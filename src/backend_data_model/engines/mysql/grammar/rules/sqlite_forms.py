"""Refuses SQLite's AUTOINCREMENT, WITHOUT ROWID, STRICT and PRAGMA (15.1.20)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    if subject.starts("PRAGMA"):
        yield Problem("PRAGMA is SQLite's", 0)
    if subject.statement != "CREATE" or subject.node is not None:
        return
    for token in subject.find("AUTOINCREMENT"):
        yield Problem("MySQL writes AUTO_INCREMENT", token.start)
    for words in (("WITHOUT", "ROWID"), (")", "STRICT")):
        for token in subject.find(*words):
            yield Problem(f"MySQL has no table option {words[-1]}", token.start)
