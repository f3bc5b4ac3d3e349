"""Sizes and distributions of tables: from a live server, from data, or from the model's scale.

Without any of them `facts` goes by the words and types of the schema.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class ColumnStatistics:
    """Of one column: share of NULLs (0 to 1), number of distinct values, usual values with their shares.

    `correlation` is that of the order of values with the order of rows on disk (-1 to 1; pg_stats).  `bounds` are
    values in ascending order with as many of the other values between each two.
    """

    null_share: float = 0.0
    distinct: float | None = None
    usual: dict[str, float] = field(default_factory=dict)
    correlation: float | None = None
    width: int | None = None
    bounds: list[str] = field(default_factory=list)


@dataclass(slots=True)
class TableStatistics:
    """Of one table: rows, bytes on disk, and its columns by name."""

    rows: float
    bytes: int | None = None
    columns: dict[str, ColumnStatistics] = field(default_factory=dict)
