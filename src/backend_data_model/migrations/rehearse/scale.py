"""How many rows each table gets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from backend_data_model.migrations.rehearse.actions import Action
    from backend_data_model.model.schema import ForeignKey, Schema, Table

_FEWEST = 10


def touched_tables(before: Schema, after: Schema, actions: Sequence[Action]) -> set[str]:
    """Qualified names of the tables that differ or that a statement names; a partition stands for its whole table."""
    later = {table.qualified_name: table for table in after.tables}
    text = "\n".join(action.sql for action in actions)
    found = set()
    for table in before.tables:
        named = re.search(rf'(?<![\w"])"?{re.escape(table.name)}"?(?!\w)', text, re.IGNORECASE)
        if named or later.get(table.qualified_name) != table:
            found.add(root_of(table, before).qualified_name)
    return found


def root_of(table: Table, schema: Schema) -> Table:
    """The partitioned table to which a partition belongs in the end; the table itself where it is none."""
    seen = {table.qualified_name}
    while table.partition_of and table.partition_of not in seen:
        seen.add(table.partition_of)
        parent = next((one for one in schema.tables if one.qualified_name == table.partition_of), None)
        if parent is None or parent.partition_by is None:
            break
        table = parent
    return table


def parent_table(key: ForeignKey, table: Table, schema: Schema) -> Table | None:
    """The table to which a foreign key refers."""
    return schema.table(key.ref_table, key.ref_schema or table.schema) or schema.table(key.ref_table, key.ref_schema)


def row_counts(schema: Schema, touched: Collection[str], rows: int) -> dict[str, int]:
    """Rows by qualified name: `rows` where the migration works, a tenth for each level of tables that refer to it.

    Tables that the migration leaves alone have a tenth of that.  Each number divides those above it, so that rows with
    the same remainder belong together in all tables.
    """
    tables = {table.qualified_name: table for table in schema.tables}
    parents = {
        name: {parent.qualified_name for key in table.foreign_keys if (parent := parent_table(key, table, schema))}
        - {name}
        for name, table in tables.items()
    }
    counts = {}
    for name in tables:
        near = _height(name, {n: p & set(touched) for n, p in parents.items() if n in touched}, ())
        levels = near if name in touched else 1 + _height(name, parents, ())
        counts[name] = _tenths(rows, levels)
    return counts


def _height(name: str, parents: Mapping[str, Collection[str]], seen: tuple[str, ...]) -> int:
    """How many levels of tables refer to this one; a circle counts once."""
    if name in seen:
        return 0
    children = [child for child, found in parents.items() if name in found and child not in seen]
    return max((1 + _height(child, parents, (*seen, name)) for child in children), default=0)


def _tenths(rows: int, levels: int) -> int:
    for _ in range(levels):
        if rows % 10 or rows // 10 < _FEWEST:
            break
        rows //= 10
    return rows
