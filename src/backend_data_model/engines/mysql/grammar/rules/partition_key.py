"""Refuses a partitioning column that a primary or unique key of the table lacks (26.6.1, error 1503), and partitioned
tables with foreign keys (26.6.2, error 1506).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem
from backend_data_model.engines.mysql.syntax import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def _partitioning(subject: Subject) -> nodes.Partitioning | None:
    if isinstance(subject.node, nodes.CreateTable):
        return subject.node.partitioning
    if isinstance(subject.node, nodes.AlterTable):
        for action in subject.node.actions:
            if isinstance(action, nodes.SetPartitioning):
                return action.partitioning
    return None


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    table = subject.result
    found = _partitioning(subject)
    if table is None or found is None:
        return
    if table.foreign_keys:
        yield Problem("partitioned tables have no foreign keys", found.offset)
    keys = [table.primary_key.columns] if table.primary_key else []
    keys += [unique.columns for unique in table.uniques]
    for key in keys:
        folded = {name.lower() for name in key}
        for name in [*found.columns, *found.subpartition_columns]:
            if name.lower() not in folded:
                message = f"the unique key ({', '.join(key)}) lacks {name}, by which the table is partitioned"
                yield Problem(message, found.offset)
