"""Refuses zero dates and TIMESTAMPs out of range as defaults under the default sql_mode (7.1.11 NO_ZERO_DATE, 13.2.2);
a script that sets sql_mode is let be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    if not subject.script.strict_dates:
        return
    for column in subject.columns():
        default = column.default
        if default is None or default.literal != "string" or column.type.name not in {"date", "datetime", "timestamp"}:
            continue
        text = default.text.strip("'\"")
        if text.startswith("0000-00-00"):
            yield Problem(f"the default mode refuses the zero date at {column.name}", default.offset)
        elif column.type.name == "timestamp" and text[:4].isdigit() and not 1970 <= int(text[:4]) <= 2038:
            yield Problem("TIMESTAMP ends in January 2038 and starts in 1970; use DATETIME", default.offset)
