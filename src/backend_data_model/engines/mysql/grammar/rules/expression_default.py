"""Refuses expression defaults before 8.0.13, and in any version those with subqueries or variables (13.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for column in subject.columns():
        default = column.default
        if default is None or not default.parenthesized:
            continue
        if subject.version < (8, 0, 13):
            yield Problem("a default expression is known since MySQL 8.0.13", default.offset)
        if default.subqueries or default.variables:
            yield Problem("a default cannot hold a subquery or a variable", default.offset)
        if column.auto_increment or column.generated:
            yield Problem(f"the column {column.name} makes its own values and takes no default", default.offset)
