"""Writing through views: one with its owner's rights changes rows that the application could not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.session import PARAMETER
from backend_data_model.prover.leaks.conditions import changed_tables, states

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backend_data_model.prover.leaks.acting import Acting
    from backend_data_model.prover.leaks.conditions import TableSql
    from backend_data_model.prover.leaks.report import LeakReport

# pg_relation_is_updatable gives 16 for DELETE: 1 shifted by the number of the command (PostgreSQL 9.3 and later)
_VIEWS = f"""
select n.nspname, c.relname,
       pg_catalog.has_table_privilege({PARAMETER}, c.oid, 'delete')
       and pg_catalog.pg_relation_is_updatable(c.oid, false) & 16 > 0,
       (select a.attname from pg_catalog.pg_attribute a
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
           and pg_catalog.has_column_privilege({PARAMETER}, c.oid, a.attnum, 'update')
           and pg_catalog.pg_column_is_updatable(c.oid, a.attnum, false)
         order by a.attnum desc limit 1)
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where c.relkind = 'v' and n.nspname not in ('pg_catalog', 'information_schema')
   and pg_catalog.has_schema_privilege({PARAMETER}, n.oid, 'usage')
   and not exists (select from pg_catalog.pg_depend d where d.objid = c.oid and d.deptype = 'e')
 order by 1, 2
"""


def write_through_views(tables: Sequence[TableSql], acting: Acting, report: LeakReport) -> None:
    """Delete and update everything that each view gives, foreign keys aside, and see whose rows are gone."""
    for schema, name, deletable, column in acting.session.execute(_VIEWS, (acting.role,) * 3):
        view = acting.session.quote(name, schema)
        label = f"{schema}.{name}" if schema != "public" else name
        for sql in _statements(view, deletable, acting.session.quote(column) if column else None):
            _write(sql, label, tables, acting, report)


def _statements(view: str, deletable: bool, column: str | None) -> Iterator[str]:
    if deletable:
        yield f"DELETE FROM {view}"
    if column:
        yield f"UPDATE {view} SET {column} = DEFAULT"
        yield f"UPDATE {view} SET {column} = {column}"


def _write(sql: str, label: str, tables: Sequence[TableSql], acting: Acting, report: LeakReport) -> None:
    tried = acting.try_out(sql, states(tables), triggers=False)
    if tried.code is not None:
        held = tried.code == "42501"  # of a right, or of a policy
        report.add("view_writes", label, "held" if held else "not_checked", f"refused: {tried.message}")
        return
    changed = changed_tables(tables, tried.before, tried.after)
    if changed:
        report.add(
            "view_writes", label, "leak", f"{sql.split()[0]} changes another tenant's rows in {', '.join(changed)}"
        )
    else:
        report.add("view_writes", label, "held", "no row of the other tenant was changed")
