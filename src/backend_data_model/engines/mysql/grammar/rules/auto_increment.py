"""Refuses two AUTO_INCREMENT columns or one that no key has first (error 1075), of a type that is no integer (1063),
or with a default (1067) (15.1.20, 5.6.9).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem
from backend_data_model.engines.mysql.syntax import nodes
from backend_data_model.engines.mysql.syntax.types import FLOATS, INTEGERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject

if TYPE_CHECKING:
    from backend_data_model.model.schema import Table


def _keyed(table: Table, name: str) -> bool:
    firsts = [table.primary_key.columns[0]] if table.primary_key and table.primary_key.columns else []
    firsts += [unique.columns[0] for unique in table.uniques]
    firsts += [index.keys[0].column or "" for index in table.indexes]
    if table.options.get("engine", "").lower() == "myisam" and table.primary_key:
        firsts += table.primary_key.columns
    return name in firsts


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for column in subject.columns():
        if not column.auto_increment:
            continue
        if column.type.name not in INTEGERS | FLOATS | {"serial"}:
            yield Problem(f"AUTO_INCREMENT needs an integer column, not {column.type.name.upper()}", column.offset)
        if column.default and column.default.literal:
            yield Problem(f"the AUTO_INCREMENT column {column.name} takes no default", column.offset)
    table = subject.result
    if table is None:
        return
    numbered = [found for found in table.columns if found.identity]
    if len(numbered) > 1:
        yield Problem(f"only one column may be AUTO_INCREMENT, not {numbered[0].name} and {numbered[1].name}", 0)
    elif (
        numbered
        and isinstance(subject.node, nodes.CreateTable | nodes.AlterTable)
        and not _keyed(table, numbered[0].name)
    ):
        yield Problem(f"the AUTO_INCREMENT column {numbered[0].name} must be the first of a key", 0)
