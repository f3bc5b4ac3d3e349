"""Warns at `||`: without the mode PIPES_AS_CONCAT it means OR (14.4.3); CONCAT() joins strings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for token in subject.find("||"):
        yield Problem("`||` means OR in MySQL; write CONCAT(a, b)", token.start, warning=True)
