"""Refuses NULL at a column of the primary key (error 1171) (15.1.20)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject

if TYPE_CHECKING:
    from backend_data_model.engines.mysql.syntax.nodes import KeyDef


def _columns(key: KeyDef) -> list[str]:
    return [part.column for part in key.parts if part.column]


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    named = {name.lower() for key in subject.key_definitions() if key.kind == "primary" for name in _columns(key)}
    for column in subject.columns():
        if column.nullable is True and (column.key == "primary" or column.name.lower() in named):
            yield Problem(f"{column.name} belongs to the primary key and cannot be NULL", column.offset)
