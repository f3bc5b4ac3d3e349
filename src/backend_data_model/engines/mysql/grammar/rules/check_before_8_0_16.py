"""Warns at CHECK before 8.0.16, which parsed it and threw it away; refuses DROP CHECK before 8.0.16 and DROP
CONSTRAINT before 8.0.19 (15.1.20.6, 15.1.9).
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
    if subject.version < (8, 0, 16):
        for found in subject.checks():
            yield Problem("CHECK is parsed and ignored before MySQL 8.0.16", found.offset, warning=True)
    if isinstance(subject.node, nodes.AlterTable):
        for action in subject.node.actions:
            if isinstance(action, nodes.Drop) and action.what == "check" and subject.version < (8, 0, 16):
                yield Problem("DROP CHECK is known since MySQL 8.0.16", action.offset)
            if isinstance(action, nodes.Drop) and action.what == "constraint" and subject.version < (8, 0, 19):
                yield Problem("DROP CONSTRAINT is known since MySQL 8.0.19", action.offset)
