"""What a migration leaves behind that its author did not mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.postgresql.planner import steps_between

if TYPE_CHECKING:
    import psycopg

    from backend_data_model.migrations.postgresql.catalog.catalog import Catalog

_INVALID = """
select format('%I.%I', n.nspname, c.relname)
  from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where not i.indisvalid order by 1
"""
_NOT_VALIDATED = """
select format('%I on %s', conname, conrelid::regclass)
  from pg_catalog.pg_constraint where not convalidated and conrelid <> 0 order by 1
"""
_MOST = 20


def invalid_indexes(connection: psycopg.Connection[Any]) -> list[str]:
    """Indexes that no query uses: unfinished ones, and those of a partitioned table that lack a part."""
    return [name for (name,) in connection.execute(_INVALID)]


def not_validated(connection: psycopg.Connection[Any]) -> list[str]:
    """Constraints that hold for new rows and were not checked against the old ones."""
    return [name for (name,) in connection.execute(_NOT_VALIDATED)]


def left_behind(before: Catalog, now: Catalog) -> list[str]:
    """How the schema differs from the one before, as the statements that would make the difference."""
    found = [" ".join(step.sql.split()) for step in steps_between(before, now)]
    return found[:_MOST] + ([f"and {len(found) - _MOST} more"] if len(found) > _MOST else [])
