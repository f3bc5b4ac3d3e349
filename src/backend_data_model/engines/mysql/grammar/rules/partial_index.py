"""Refuses a WHERE at CREATE INDEX (PostgreSQL, SQLite): MySQL has no partial indexes (15.1.15); a generated column
that is NULL outside the condition serves a partial UNIQUE.
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
    if subject.statement != "CREATE" or not any(t.upper == "INDEX" for t in subject.tokens[:4]):
        return
    for token in subject.top_level():
        if token.upper == "WHERE":
            yield Problem("MySQL has no partial indexes; index a generated column that is NULL otherwise", token.start)
