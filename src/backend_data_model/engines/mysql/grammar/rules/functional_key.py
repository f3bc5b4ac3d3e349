"""Refuses functional key parts before 8.0.13 and multi-valued ones before 8.0.17; in a primary key always (15.1.15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def _is_column(text: str) -> bool:
    return text.strip("`").replace("_", "a").isalnum()


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for key in subject.key_definitions():
        for part in key.parts:
            if part.expression is None:
                continue
            since = (8, 0, 17) if part.expression.multi_valued else (8, 0, 13)
            if subject.version < since:
                yield Problem(f"this key part is known since MySQL {shown(since)}", part.offset)
            if key.kind == "primary":
                yield Problem("a primary key cannot hold an expression", part.offset)
            elif key.kind in {"fulltext", "spatial"}:
                yield Problem(f"a {key.kind.upper()} index cannot hold an expression", part.offset)
            elif (
                not part.expression.functions and len(part.expression.columns) == 1 and _is_column(part.expression.text)
            ):
                yield Problem("a functional key part cannot be a bare column; drop the extra parentheses", part.offset)
