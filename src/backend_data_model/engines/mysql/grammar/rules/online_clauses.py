"""Refuses ALGORITHM=INSTANT with a LOCK other than DEFAULT (error 1221), before 8.0.12, and for building an index;
ALGORITHM=COPY with LOCK=NONE (error 1846) (15.1.9, 17.12.1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem
from backend_data_model.engines.mysql.syntax import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    node = subject.node
    if not isinstance(node, nodes.AlterTable):
        return
    if node.algorithm == "INSTANT":
        if subject.version < (8, 0, 12):
            yield Problem("ALGORITHM=INSTANT is known since MySQL 8.0.12", node.offset)
        if node.lock not in {None, "DEFAULT"}:
            yield Problem(f"ALGORITHM=INSTANT takes no LOCK={node.lock}", node.offset)
        if any(isinstance(action, nodes.AddElement | nodes.SetPartitioning) for action in node.actions):
            yield Problem("keys, constraints and partitions are not made by ALGORITHM=INSTANT", node.offset)
        moves = [a for a in node.actions if isinstance(a, nodes.AddColumn) and (a.place or a.column.key)]
        drops = [a for a in node.actions if isinstance(a, nodes.Drop) and a.what == "column"]
        if (moves or drops) and subject.version < (8, 0, 29):
            yield Problem("INSTANT drops columns and adds them at any place since MySQL 8.0.29", node.offset)
    if node.algorithm == "COPY" and node.lock == "NONE":
        yield Problem("ALGORITHM=COPY takes no LOCK=NONE", node.offset)
