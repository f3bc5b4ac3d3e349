"""Refuses COMMENT ON (PostgreSQL): MySQL writes COMMENT '...' at the column or table (15.1.20)."""

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
    if subject.starts("COMMENT", "ON"):
        yield Problem("MySQL has no COMMENT ON; write COMMENT 'text' at the column or table", 0)
