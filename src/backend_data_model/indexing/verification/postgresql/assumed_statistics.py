"""Statistics that names and types suggest, where nothing else is known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.indexing.statistics import ColumnStatistics, TableStatistics

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.indexing.candidate import Share
    from backend_data_model.indexing.facts import SchemaFacts, TableFacts
    from backend_data_model.model.schema import Column, Table

_REFERENCE_ROWS = 40
_PARENT_SHARE = 20
_SHARES: dict[Share, float] = {"few": 0.02, "some": 0.3, "most": 0.9}
_BOUNDS = (
    (r"timestamp|date", ["2023-01-01", "2025-01-01"]),
    (r"smallint|int2", ["1", "1000"]),
    (r"int|bigint|serial|numeric|decimal|real|double|float|money", ["1", "10000"]),
)
_LITERAL = re.compile(r"'((?:[^']|'')*)'")


def assumed_statistics(table: Table, facts: SchemaFacts, most_rows: int) -> TableStatistics:
    """A table that others refer to has a twentieth of `most_rows`, one that looks like a short list 40 rows."""
    known = facts.of(table)
    refers = any(key.ref_table != table.name for key in table.foreign_keys)
    rows = _REFERENCE_ROWS if known.is_reference else most_rows if refers else most_rows // _PARENT_SHARE
    found = TableStatistics(float(max(1, rows)))
    unique = {column for columns in known.unique_sets if len(columns) == 1 for column in columns}
    for column in table.columns:
        found.columns[column.name] = _of(column, known, facts, found.rows, unique=column.name in unique)
    return found


def _of(column: Column, table: TableFacts, facts: SchemaFacts, rows: float, *, unique: bool) -> ColumnStatistics:
    kind = table.type(column.name)
    nulls = _SHARES[table.share_of_nulls(column.name)] if table.nullable(column.name) else 0.0
    ordered = 1.0 if unique or table.is_recorded_time(column.name) else 0.0
    bounds = next((bounds for words, bounds in _BOUNDS if re.match(words, kind)), [])
    made = ColumnStatistics(nulls, rows, correlation=ordered, bounds=list(bounds))
    values = _closed_values(column, table, facts)
    if table.is_boolean(column.name):
        values = ["true", "false"]
    if values and not unique:
        weights = [_SHARES[table.share_of_values(column.name, (f"'{value}'",))] for value in values]
        if table.is_boolean(column.name):
            weights = [_SHARES[table.share_of_values(column.name, (value,))] for value in values]
        whole = sum(weights) / (1 - nulls)
        made.usual = {value: weight / whole for value, weight in zip(values, weights, strict=True)}
        made.distinct = float(len(values))
    elif not unique and not table.is_selective(column.name):
        made.distinct = min(rows, 20.0)
    elif unique and bounds and not re.match(r"timestamp|date", kind):
        made.bounds = ["1", str(int(rows))]
    return made


def _closed_values(column: Column, table: TableFacts, facts: SchemaFacts) -> list[str]:
    kind = table.type(column.name).split(".")[-1]
    for enum in facts.schema.enums:
        if enum.name.lower() == kind:
            return enum.values
    for check in table.table.checks:
        name = re.escape(column.name)
        listed: Sequence[str] = re.findall(
            rf"\b{name}\b\"?(?:::\w+)?\)?(?:::\w+)? *(?:IN|= *ANY) *\((.*)", check.expression, re.I
        )
        if listed:
            return [value.replace("''", "'") for value in dict.fromkeys(_LITERAL.findall(listed[0]))]
    return []
