"""Refuses generated columns with a default, AUTO_INCREMENT or ON UPDATE, and expressions with subqueries, variables or
functions whose result changes (15.1.20.8, errors 1221, 3102, 3763).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.functions import VOLATILE
from backend_data_model.engines.mysql.grammar.rule import Problem
from backend_data_model.engines.mysql.read_tables import find_column

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for column in subject.columns():
        found = column.generated
        if found is None:
            continue
        if column.default or column.auto_increment or column.on_update:
            yield Problem(f"the generated column {column.name} takes no default and no AUTO_INCREMENT", column.offset)
        if found.subqueries or found.variables:
            yield Problem("a generated column cannot hold a subquery or a variable", found.offset)
        for function in found.functions:
            if function.name in VOLATILE:
                yield Problem(
                    f"a generated column cannot call {function.name}(), whose result changes", function.offset
                )
        for reference in found.columns:
            other = find_column(subject.result, reference.name) if subject.result else None
            if subject.result is not None and other is None:
                yield Problem(f"{column.name} is made from {reference.name}, which is no column", reference.offset)
            elif other is not None and other.identity:
                yield Problem(f"{column.name} cannot be made from an AUTO_INCREMENT column", reference.offset)
