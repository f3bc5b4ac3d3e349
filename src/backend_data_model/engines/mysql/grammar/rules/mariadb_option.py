"""Refuses table and execution options that only MariaDB has, and TYPE=, which MySQL dropped in 5.5 (15.1.20)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for mark in subject.marked("mariadb_option"):
        advice = "; write ENGINE=" if mark.text.upper() == "TYPE" else " (MariaDB has)"
        yield Problem(f"MySQL has no {mark.text.upper()} option{advice}", mark.offset)
