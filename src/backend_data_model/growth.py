"""What the expected number of rows means for the tables of a schema: a section of the migration notes.

Widths are those of the PostgreSQL manual ("Database Page Layout", "Data Types"): 24 bytes for the row header, 4 for
the item pointer, 8 for bigint and timestamps, 16 for a UUID, 4 for integer and date, 1 for boolean.  For texts, whose
length nobody knows beforehand, 32 bytes are taken, for JSON and binary values 200.  An index entry is 16 bytes and its
keys.  The other engines are close enough for a decision about orders of magnitude.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backend_data_model.model.schema import Schema, Table

ROW_OVERHEAD = 28
INDEX_OVERHEAD = 16
PARTITION_FROM = 10_000_000_000
"""Bytes of one table below which partitions cost more than they bring (the usual threshold of practice)."""

ONLINE_FROM = 1_000_000
"""Rows from which building an index or scanning for a constraint takes long enough for writers to notice."""

WIDTHS = (
    (re.compile(r"bool|tinyint", re.I), 1),
    (re.compile(r"uuid", re.I), 16),
    (re.compile(r"bigint|timestamp|datetime|double|interval", re.I), 8),
    (re.compile(r"int|date|real|float|time", re.I), 4),
    (re.compile(r"numeric|decimal", re.I), 10),
    (re.compile(r"json|blob|bytea|binary", re.I), 200),
)
TEXT_WIDTH = 32


def render_growth(schema: Schema, expected_rows: Mapping[str, int]) -> str:
    """The section for the tables of which a number of rows is expected (by entity or table name), largest first.

    Raises InputError for a name that is no entity or table of the schema.
    """
    tables = [(table_for(schema, name), rows) for name, rows in expected_rows.items()]
    if not tables:
        return ""
    lines = ["", "## Expected size", "", "Estimated from the widths of the columns; texts are taken as 32 bytes.", ""]
    for table, rows in sorted(tables, key=lambda pair: (-pair[1] * row_width(pair[0]), pair[0].name)):
        size = rows * row_width(table)
        indexes = rows * index_width(table)
        lines.append(f"- `{table.name}`: {rows:,} rows, about {in_words(size)} and {in_words(indexes)} of indexes.")
        if rows >= ONLINE_FROM:
            lines.append(
                "  Later indexes and constraints must be added without blocking writers, and backfills run in batches."
            )
        if size >= PARTITION_FROM:
            lines.append(
                "  Above 10 GB: decide on partitions before the first rows arrive. By time where old rows are dropped "
                "or rarely read, by tenant where whole tenants leave; the partition key joins every unique key."
            )
    return "\n".join(lines) + "\n"


def table_for(schema: Schema, name: str) -> Table:
    """The table of that entity or table name."""
    for table in schema.tables:
        if name in {table.entity, table.name}:
            return table
    known = ", ".join(table.entity or table.name for table in schema.tables)
    raise InputError(
        f"rows are expected of {name!r}, which is not an entity of the model", help=f"the entities are {known}"
    )


def width_of(type_: str) -> int:
    """Bytes that a value of that type takes, in round numbers."""
    return next((width for pattern, width in WIDTHS if pattern.search(type_)), TEXT_WIDTH)


def row_width(table: Table) -> int:
    """Bytes of one row."""
    return ROW_OVERHEAD + sum(width_of(column.type) for column in table.columns)


def index_width(table: Table) -> int:
    """Bytes of the index entries of one row: primary key, unique constraints and indexes."""
    keys = [key.columns for key in (table.primary_key, *table.uniques) if key]
    keys += [[name for name in index.columns if name] for index in table.indexes]
    total = 0
    for key in keys:
        columns = [column for name in key if (column := table.column(name))]
        total += INDEX_OVERHEAD + sum(width_of(column.type) for column in columns)
    return total


def in_words(size: int) -> str:
    """A size with the unit that keeps it short: `1.2 GB`."""
    for unit, factor in (("TB", 10**12), ("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            return f"{size / factor:.3g} {unit}"
    return f"{size} B"
