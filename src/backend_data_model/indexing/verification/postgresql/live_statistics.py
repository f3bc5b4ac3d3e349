"""What a live PostgreSQL knows of its tables: pg_class and pg_stats (manual, 54.27); no row is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.indexing.statistics import ColumnStatistics, TableStatistics

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psycopg

_TABLE = """
select greatest(c.reltuples, 0)::float8, c.relpages::bigint * current_setting('block_size')::bigint
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where n.nspname = %s and c.relname = %s and c.relkind in ('r', 'p', 'm')
"""
_COLUMNS = """
select s.attname, s.null_frac, s.n_distinct, s.most_common_vals::text::text[], s.most_common_freqs,
       s.histogram_bounds::text::text[], s.correlation, s.avg_width
  from pg_catalog.pg_stats s
 where s.schemaname = %s and s.tablename = %s
 order by s.inherited
"""


def read_statistics(
    live: psycopg.Connection[tuple[Any, ...]], tables: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], TableStatistics]:
    """The statistics of each (schema, table) that is there; without columns where ANALYZE never ran on it."""
    found = {}
    for name in tables:
        row = live.execute(_TABLE, name).fetchone()
        if row is None:
            continue
        table = found[name] = TableStatistics(float(row[0]), int(row[1]))
        for column, nulls, distinct, usual, shares, bounds, correlation, width in live.execute(_COLUMNS, name):
            share = float(nulls or 0)
            count = -float(distinct) * table.rows if distinct < 0 else float(distinct)
            table.columns[column] = ColumnStatistics(
                share,
                count or None,
                dict(zip(usual or (), (float(one) for one in shares or ()), strict=False)),
                None if correlation is None else float(correlation),
                int(width),
                list(bounds or ()),
            )
    return found
