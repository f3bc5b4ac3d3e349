"""Refuses keys on BLOB and TEXT columns without a prefix length (error 1170), and on JSON columns (3152); a prefix on
a number (1089) (15.1.15, 13.5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem
from backend_data_model.engines.mysql.read_tables import find_column

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def _message(column: str, type_name: str) -> str:
    if type_name == "json":
        return f"a key cannot hold the JSON column {column}; index a generated column or an expression"
    return f"a key on the {type_name.upper()} column {column} needs a prefix length, or make it VARCHAR(n)"


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for column in subject.columns():
        if column.key and (column.type.name.endswith(("text", "blob")) or column.type.name == "json"):
            yield Problem(_message(column.name, column.type.name), column.offset)
    table = subject.result
    if table is None:
        return
    for key in subject.key_definitions():
        for part in key.parts:
            found = find_column(table, part.column) if part.column else None
            if found is None or key.kind in {"fulltext", "spatial"}:
                continue
            base = found.type.split("(")[0].split()[0]
            if base == "json" or (base.endswith(("text", "blob")) and part.length is None):
                yield Problem(_message(found.name, base), part.offset)
            elif part.length is not None and not base.endswith(("char", "binary", "text", "blob")):
                yield Problem(f"a key on {found.name} {found.type} takes no prefix length", part.offset)
