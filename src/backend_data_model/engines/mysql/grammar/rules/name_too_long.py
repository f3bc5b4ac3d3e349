"""Refuses names of more than 64 characters (11.2.1, error 1059)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject

_LIMIT = 64


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for token in subject.tokens:
        if token.kind in {"word", "quoted"} and len(token.name) > _LIMIT and subject.statement in {"CREATE", "ALTER"}:
            yield Problem(
                f"the name {token.name[:20]}... has {len(token.name)} characters of at most {_LIMIT}", token.start
            )
