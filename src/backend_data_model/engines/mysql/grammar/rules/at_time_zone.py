"""Refuses AT TIME ZONE outside CAST (14.10): MySQL has CONVERT_TZ(), and CAST(x AT TIME ZONE '+00:00' AS DATETIME)
since 8.0.22.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for token in subject.find("AT", "TIME", "ZONE"):
        if subject.node is None:
            yield Problem("MySQL has no AT TIME ZONE here; write CONVERT_TZ(x, from, to)", token.start)
        elif subject.version < (8, 0, 22):
            yield Problem("CAST(x AT TIME ZONE ...) is known since MySQL 8.0.22", token.start)
