"""Refuses ILIKE: MySQL has only LIKE, which ignores case under a `_ci` collation (14.8.1)."""

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
    for token in subject.find("ILIKE"):
        yield Problem("MySQL has no ILIKE; LIKE ignores case under a _ci collation", token.start)
