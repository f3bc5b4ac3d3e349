"""Refuses GENERATED ... AS IDENTITY (standard SQL, PostgreSQL): MySQL has AUTO_INCREMENT (5.6.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for mark in subject.marked("identity_column"):
        yield Problem("MySQL has no GENERATED ... AS IDENTITY; write AUTO_INCREMENT", mark.offset)
