"""Refuses PERSISTENT generated columns (MariaDB): MySQL writes STORED (15.1.20.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for mark in subject.marked("persistent_column"):
        yield Problem("MySQL writes STORED, not PERSISTENT", mark.offset)
