"""Refuses index methods other than BTREE and HASH: GIN, GIST, BRIN, SP-GIST are PostgreSQL's (15.1.15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for mark in subject.marked("index_method"):
        yield Problem(f"MySQL has no {mark.text.upper()} index; it has BTREE, FULLTEXT and SPATIAL", mark.offset)
