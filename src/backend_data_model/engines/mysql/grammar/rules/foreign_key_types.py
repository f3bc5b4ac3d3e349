"""Refuses a foreign key between columns of different types: integers and decimals must agree in size and sign, strings
in character set and collation, not in length (15.1.20.5, errors 3780, 1215).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem
from backend_data_model.engines.mysql.read_charsets import default_collation
from backend_data_model.engines.mysql.read_tables import find_column, has_foreign_keys, table_character_set

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject

if TYPE_CHECKING:
    from backend_data_model.model.schema import Column, Table


def _kind(table: Table, column: Column) -> tuple[str, ...]:
    """What must be equal on both sides."""
    base = column.type.split("(")[0].split()[0]
    if base in {"char", "varchar"} or base.endswith("text"):
        collation = column.collation or table.options.get("collate") or default_collation(table_character_set(table))
        return "text", collation.lower().replace("utf8_", "utf8mb3_")
    if base in {"binary", "varbinary"} or base.endswith("blob"):
        return ("bytes",)
    if base in {"enum", "set"}:
        return (base,)
    return (("tinyint" if column.type == "tinyint(1)" else column.type.replace(" zerofill", "")),)


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    table = subject.result
    if table is None or not subject.script.foreign_key_checks or not has_foreign_keys(table):
        return
    for key in subject.foreign_keys():
        parent = subject.script.table(key.ref_schema, key.ref_table)
        if parent is None:
            continue
        for name, target in zip(key.columns, key.ref_columns, strict=False):
            ours, theirs = find_column(table, name), find_column(parent, target)
            if ours is None or theirs is None:
                continue
            mine, other = _kind(table, ours), _kind(parent, theirs)
            if mine != other:
                message = (
                    f"{ours.name} {' '.join(mine)} refers to {theirs.name} {' '.join(other)}; the types must agree"
                )
                yield Problem(message, key.offset)
