"""Refuses CREATE OR REPLACE but for views and spatial reference systems: the rest is MariaDB's (15.1.23)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for mark in subject.marked("create_or_replace"):
        yield Problem(f"MySQL has no {mark.text}; drop it first", mark.offset)
