"""Refuses `x::type`: that cast is PostgreSQL's; MySQL has CAST (14.10)."""

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
    for token in subject.find("::"):
        yield Problem("MySQL has no `::` cast; write CAST(x AS type)", token.start)
