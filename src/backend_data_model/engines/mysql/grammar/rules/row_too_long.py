"""Refuses rows over 65,535 bytes, BLOB and TEXT counting little, a character of utf8mb4 taking four (10.4.7, error
1118), and one column alone over it (1074).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem
from backend_data_model.engines.mysql.read_sizes import row_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject

_LIMIT = 65_535


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    table = subject.result
    if table is None or not any(True for _ in subject.columns()):
        return
    sizes = [row_bytes(table, column) for column in table.columns]
    if sum(sizes) > _LIMIT:
        widest = table.columns[sizes.index(max(sizes))]
        message = f"a row takes {sum(sizes)} bytes of at most {_LIMIT}; make {widest.name} {widest.type} a TEXT"
        yield Problem(message, next(subject.columns()).offset)
