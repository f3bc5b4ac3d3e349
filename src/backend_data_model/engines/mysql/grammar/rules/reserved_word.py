"""Refuses words as unquoted names that MySQL 8 reserved, from the version that did so: rank, groups, system, window
... (11.3). Words that were reserved before do not parse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem, shown
from backend_data_model.engines.mysql.syntax.reserved import reserved_since

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for mark in subject.marked("reserved_word"):
        since = reserved_since(mark.text.upper())
        if since and subject.version >= since:
            yield Problem(f"`{mark.text}` is reserved since MySQL {shown(since)}; write it in backticks", mark.offset)
