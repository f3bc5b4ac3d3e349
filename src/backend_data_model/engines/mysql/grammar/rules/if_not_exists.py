"""Refuses IF NOT EXISTS at columns, indexes and constraints (MariaDB): MySQL has it for tables, databases, views
(9.1), users and programs (15.1.9, 15.1.15).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for mark in subject.marked("if_not_exists"):
        yield Problem(f"MySQL has no {mark.text} here (MariaDB has); ask information_schema first", mark.offset)
