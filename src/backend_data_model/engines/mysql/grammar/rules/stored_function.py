"""Refuses functions in defaults, checks, generated columns and keys that are not built in: stored and loadable
functions are not allowed there (13.6, 15.1.20.6, 15.1.20.8; errors 3771, 3814, 3763).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.functions import BUILT_IN, FOREIGN
from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for what, expression in subject.stored_expressions():
        for function in expression.functions:
            if function.name not in BUILT_IN and function.name not in FOREIGN:
                yield Problem(f"{what} calls {function.name}(), which is no function of MySQL", function.offset)
