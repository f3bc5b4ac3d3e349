"""Refuses IF EXISTS at columns, indexes, constraints and ALTER TABLE (MariaDB): MySQL has it for whole objects
(15.1.9, 15.1.27).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for mark in subject.marked("if_exists"):
        yield Problem(f"MySQL has no {mark.text} (MariaDB has); ask information_schema first", mark.offset)
