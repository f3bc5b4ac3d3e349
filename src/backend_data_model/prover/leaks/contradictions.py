"""CHECKs that no row was found to meet: dropped in the transaction, so that isolation can still be tried."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_data_model.engines.session import EngineSession
    from backend_data_model.model.schema import Schema, Table
    from backend_data_model.prover.rows import Rows

_CHECKS = """
select c.conname::text,
       array(select a.attname::text from pg_catalog.pg_attribute a
              where a.attrelid = c.conrelid and a.attnum = any (c.conkey))
  from pg_catalog.pg_constraint c
 where c.conrelid = \0::regclass and c.contype = 'c'
 order by c.conname
"""


def contradictions(schema: Schema, rows: Rows, session: EngineSession) -> dict[str, str]:
    """For each table with CHECKs that no row meets: the ALTER TABLE that drops them."""
    found = {}
    for table in schema.tables:
        columns = {c for group in rows.groups(table) if not group.passing for c in group.columns}
        if columns and table.partition_of is None:
            name = session.quote(table.name, table.schema or "public")
            dropped = [
                f"DROP CONSTRAINT {session.quote(constraint)}"
                for constraint, named in session.execute(_CHECKS, (name,))
                if columns & set(named)
            ]
            if dropped:
                found[table.qualified_name] = f"ALTER TABLE {name} {', '.join(dropped)};"
    return found


def without_checks(schema: Schema, rows: Rows, names: set[str]) -> Schema:
    """The schema without those CHECKs."""
    return replace(
        schema, tables=[_without(table, rows) if table.qualified_name in names else table for table in schema.tables]
    )


def _without(table: Table, rows: Rows) -> Table:
    unmet = {p.key for group in rows.groups(table) if not group.passing for p in group.predicates}
    checks = [check for number, check in enumerate(table.checks) if f"check:{number}" not in unmet]
    return replace(table, checks=checks)
