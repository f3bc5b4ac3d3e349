"""Refuses RETURNING in INSERT, REPLACE, UPDATE and DELETE (PostgreSQL, SQLite, MariaDB): 15.2.2, 15.2.7 and 15.2.17
have none.
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
    if subject.statement not in {"INSERT", "REPLACE", "UPDATE", "DELETE", "WITH"}:
        return
    for token in subject.top_level():
        if token.upper == "RETURNING":
            yield Problem("MySQL has no RETURNING; read the row after the statement (LAST_INSERT_ID())", token.start)
