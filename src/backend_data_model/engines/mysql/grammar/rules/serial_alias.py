"""Notes at SERIAL that it stands for BIGINT UNSIGNED NOT NULL AUTO_INCREMENT UNIQUE (13.1.1), so that foreign keys to
it must be BIGINT UNSIGNED.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for column in subject.columns():
        if column.type.name == "serial":
            yield Problem("SERIAL is BIGINT UNSIGNED NOT NULL AUTO_INCREMENT UNIQUE", column.offset, warning=True)
