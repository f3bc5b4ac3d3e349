"""Refuses arrays, `TEXT[]` and `ARRAY[...]` (PostgreSQL): MySQL keeps lists in JSON or in a table (13.5)."""

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
    for token in subject.find("["):
        yield Problem("MySQL has no arrays; use JSON or a table of its own", token.start)
        return
