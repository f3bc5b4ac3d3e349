"""Refuses dollar-quoted strings (PostgreSQL): MySQL has '...' and, at the client, DELIMITER (11.1.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for token in subject.tokens:
        if token.kind == "word" and token.text.startswith("$") and token.text.endswith("$") and len(token.text) > 1:
            yield Problem("MySQL has no dollar quotes; write the body as it is, after DELIMITER //", token.start)
            return
