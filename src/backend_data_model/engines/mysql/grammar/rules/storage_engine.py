"""Refuses storage engines that MySQL does not have: Aria, RocksDB, ColumnStore and others are MariaDB's or forks'
(16.1, error 1286).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem
from backend_data_model.engines.mysql.syntax import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject

_NAMES = "innodb myisam memory heap csv archive blackhole merge mrg_myisam federated example ndb ndbcluster"
_ENGINES = frozenset(_NAMES.split())


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    if isinstance(subject.node, nodes.CreateTable):
        engine = subject.node.options.get("engine", "innodb")
        if engine.lower() not in _ENGINES:
            yield Problem(f"MySQL has no storage engine {engine}", subject.node.offset)
