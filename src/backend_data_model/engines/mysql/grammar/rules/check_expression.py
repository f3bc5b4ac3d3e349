"""Refuses in CHECK: subqueries (error 3815), variables (3816) and functions whose result changes from call to call
(3814) (15.1.20.6).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.functions import VOLATILE
from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    if subject.version < (8, 0, 16):
        return
    for found in subject.checks():
        expression = found.expression
        if expression.subqueries:
            yield Problem("a CHECK cannot hold a subquery", expression.subqueries[0])
        if expression.variables:
            yield Problem("a CHECK cannot hold a variable", expression.variables[0].offset)
        for function in expression.functions:
            if function.name in VOLATILE:
                yield Problem(f"a CHECK cannot call {function.name}(), whose result changes", function.offset)
