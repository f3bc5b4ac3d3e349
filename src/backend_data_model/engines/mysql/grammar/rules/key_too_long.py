"""Refuses keys over 3072 bytes, all parts together, a character of utf8mb4 taking four; 767 for ROW_FORMAT=COMPACT and
REDUNDANT, 1000 for MyISAM (17.22, error 1071).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem
from backend_data_model.engines.mysql.read_sizes import key_part_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject

if TYPE_CHECKING:
    from backend_data_model.model.schema import Table


def _limit(table: Table) -> int:
    if table.options.get("engine", "innodb").lower() == "myisam":
        return 1000
    return 767 if table.options.get("row_format", "").lower() in {"compact", "redundant"} else 3072


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    table = subject.result
    if table is None:
        return
    for column in subject.columns():
        if column.key and (size := key_part_bytes(table, column.name, None) or 0) > _limit(table):
            yield Problem(f"the key on {column.name} takes {size} bytes of at most {_limit(table)}", column.offset)
    for key in subject.key_definitions():
        if key.kind in {"fulltext", "spatial"}:
            continue
        sizes = [key_part_bytes(table, part.column, part.length) or 0 for part in key.parts if part.column]
        if sum(sizes) > _limit(table):
            yield Problem(f"the key takes {sum(sizes)} bytes of at most {_limit(table)}", key.offset)
