"""Refuses calls of functions that only other engines have (chapter 14 lists MySQL's; error 1305)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.functions import FOREIGN
from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for token in subject.calls:
        advice = FOREIGN.get(token.text.lower())
        if advice:
            yield Problem(f"MySQL has no {token.text}(); {advice}", token.start)
