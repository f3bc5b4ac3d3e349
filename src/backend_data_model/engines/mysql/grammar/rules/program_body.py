"""Refuses bodies of triggers and routines that leave the grammar of compound statements (15.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for mark in subject.marked("program_body"):
        yield Problem(mark.text, mark.offset)
