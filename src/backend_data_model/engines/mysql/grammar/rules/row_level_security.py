"""Refuses row-level security and policies (PostgreSQL): MySQL has only privileges on tables, columns and views
(8.2.2).
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
    for token in subject.find("ROW", "LEVEL", "SECURITY"):
        yield Problem("MySQL has no row-level security; use views or the application", token.start)
    for verb in ("CREATE", "ALTER", "DROP"):
        if subject.starts(verb, "POLICY"):
            yield Problem("MySQL has no policies; use views or the application", 0)
