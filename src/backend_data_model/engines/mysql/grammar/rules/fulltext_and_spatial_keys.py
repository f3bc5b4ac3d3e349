"""Refuses FULLTEXT on columns that hold no text (error 1283) and SPATIAL on columns that are no geometry or may be
NULL (1252, 1687) (15.1.15).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem
from backend_data_model.engines.mysql.read_tables import find_column
from backend_data_model.engines.mysql.syntax.types import SPATIAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    table = subject.result
    if table is None:
        return
    for key in subject.key_definitions():
        for part in key.parts:
            column = find_column(table, part.column) if part.column else None
            if column is None:
                continue
            base = column.type.split("(")[0].split()[0]
            if key.kind == "fulltext" and not (base in {"char", "varchar"} or base.endswith("text")):
                yield Problem(f"FULLTEXT needs text, and {column.name} is {column.type}", part.offset)
            if key.kind == "spatial" and base not in SPATIAL:
                yield Problem(f"SPATIAL needs a geometry, and {column.name} is {column.type}", part.offset)
            elif key.kind == "spatial" and column.nullable:
                yield Problem(f"SPATIAL needs {column.name} to be NOT NULL", part.offset)
