"""Refuses forms that came with a later version than the one asked for: invisible indexes 8.0.0 (10.3.12) and columns
8.0.23 (15.1.20.10), RENAME COLUMN 8.0.0 (15.1.9), ALTER CHECK 8.0.16 (15.1.9), row aliases 8.0.19 (15.2.7.2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject

_SINCE = {
    "invisible_index": ((8, 0, 0), "an invisible index"),
    "invisible_column": ((8, 0, 23), "an invisible column"),
    "rename_column": ((8, 0, 0), "RENAME COLUMN"),
    "alter_check": ((8, 0, 16), "ALTER CHECK"),
    "row_alias": ((8, 0, 19), "a row alias in INSERT"),
}


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for kind, (since, what) in _SINCE.items():
        if subject.version < since:
            for mark in subject.marked(kind):
                yield Problem(f"{what} is known since MySQL {shown(since)}", mark.offset)
