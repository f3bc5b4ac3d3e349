"""Refuses a functional key part without its own parentheses: INDEX ((lower(x))) (15.1.15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for mark in subject.marked("bare_key_expression"):
        yield Problem("an expression in a key needs its own parentheses: ((lower(x)))", mark.offset)
