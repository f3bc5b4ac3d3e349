"""Refuses SET NULL in a foreign key whose column is NOT NULL (error 1830), and SET DEFAULT, which InnoDB does not have
(15.1.20.5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem
from backend_data_model.engines.mysql.read_tables import find_column

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    table = subject.result
    for key in subject.foreign_keys():
        actions = {key.on_delete, key.on_update}
        if "set default" in actions:
            yield Problem("InnoDB has no SET DEFAULT", key.offset)
        if table is None or "set null" not in actions:
            continue
        for name in key.columns:
            column = find_column(table, name)
            if column is not None and not column.nullable:
                yield Problem(f"SET NULL needs {column.name} to be nullable", key.offset)
