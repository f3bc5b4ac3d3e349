"""Refuses IGNORED indexes (MariaDB): MySQL writes INVISIBLE (10.3.12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for mark in subject.marked("ignored_index"):
        yield Problem("MySQL writes INVISIBLE, not IGNORED", mark.offset)
