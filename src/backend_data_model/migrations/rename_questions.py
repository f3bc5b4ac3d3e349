"""Renames that nobody said but that look likely: a question with its evidence, never a guess."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def column_questions(table: str, dropped: Mapping[str, str], added: Mapping[str, str]) -> list[str]:
    """For columns by name with their type: each that goes while one of the same type comes."""
    return [_question(f"{table}.{old}", new, f"both are {kind}") for old, new, kind in _pairs(dropped, added)]


def table_questions(dropped: Mapping[str, frozenset[str]], added: Mapping[str, frozenset[str]]) -> list[str]:
    """For tables by name with the names of their columns: each that goes while one with the same columns comes."""
    return [
        _question(old, new, f"both have the columns {', '.join(sorted(columns))}")
        for old, columns in dropped.items()
        for new, others in added.items()
        if columns and columns == others
    ]


def _pairs(dropped: Mapping[str, str], added: Mapping[str, str]) -> list[tuple[str, str, str]]:
    return [(old, new, kind) for old, kind in dropped.items() for new, other in added.items() if kind == other]


def _question(old: str, new: str, evidence: str) -> str:
    return (
        f"Is {new} the new name of {old}? {evidence[0].upper()}{evidence[1:]}. The plan drops {old} with its data; "
        f"to keep it, write `-- bdm: renamed from {old.rpartition('.')[2]}` at {new} in the new schema."
    )
