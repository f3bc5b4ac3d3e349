"""Refuses TIMESTAMP WITH TIME ZONE: no type of MySQL keeps a zone; TIMESTAMP is stored in UTC (13.2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for mark in subject.marked("time_zone_type"):
        yield Problem("MySQL has no type with a time zone; TIMESTAMP is kept in UTC, DATETIME as written", mark.offset)
