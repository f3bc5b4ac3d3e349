"""Refuses names in double quotes: without the mode ANSI_QUOTES they are strings (11.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for mark in subject.marked("double_quoted_name"):
        yield Problem(f"{mark.text} is a string in MySQL; write names in backticks", mark.offset)
