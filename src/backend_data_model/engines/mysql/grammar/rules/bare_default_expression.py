"""Refuses a function call as a DEFAULT without parentheses around it: only CURRENT_TIMESTAMP may stand bare (13.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for mark in subject.marked("bare_default_expression"):
        yield Problem(f"a default that calls {mark.text}() needs parentheses: DEFAULT ({mark.text}())", mark.offset)
