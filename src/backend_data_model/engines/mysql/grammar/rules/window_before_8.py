"""Refuses window functions and common table expressions before 8.0 (14.20, 15.2.20)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    if subject.version >= (8, 0, 0):
        return
    for token in subject.find("OVER", "("):
        yield Problem("window functions are known since MySQL 8.0", token.start)
    if subject.statement == "WITH":
        yield Problem("WITH is known since MySQL 8.0", 0)
