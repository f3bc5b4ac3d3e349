"""Refuses ALTER COLUMN ... TYPE, SET NOT NULL and DROP NOT NULL (PostgreSQL): MySQL has MODIFY COLUMN with the whole
definition (15.1.9).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    if not subject.starts("ALTER", "TABLE") or subject.node is not None:
        return
    for words in (("SET", "NOT", "NULL"), ("DROP", "NOT", "NULL"), ("SET", "DATA", "TYPE")):
        for token in subject.find(*words):
            yield Problem(f"MySQL has no ALTER COLUMN ... {' '.join(words)}; write MODIFY COLUMN", token.start)
    for index, word in enumerate(subject.words):
        if word == "TYPE" and subject.words[max(0, index - 3) : index - 1] in (["ALTER", "COLUMN"],):
            yield Problem("MySQL has no ALTER COLUMN ... TYPE; write MODIFY COLUMN", subject.tokens[index].start)
