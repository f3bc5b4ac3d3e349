"""Refuses NULLS FIRST and NULLS LAST: MySQL sorts NULL first ascending and last descending (5.3.4.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for mark in subject.marked("nulls_order"):
        yield Problem("MySQL has no NULLS FIRST or LAST; sort by `x IS NULL` before x", mark.offset)
