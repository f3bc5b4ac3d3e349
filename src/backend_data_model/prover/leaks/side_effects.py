"""Triggers and rules: what one tenant writes must reach no other tenant, in no table.

A trigger function may run with other rights than the application's (SECURITY DEFINER), and a rule always runs with
those of its table's owner.  So where a table has either, a tenant writes rows of its own, and the other's are compared
before and after; then the other does so, and what the first can see of tables without a tenant is compared.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.engines.session import PARAMETER, RefusedError
from backend_data_model.prover.leaks.catalog_check import OF_EXTENSION, USER_SCHEMAS
from backend_data_model.prover.leaks.conditions import changed_tables, states
from backend_data_model.prover.leaks.differences import answer_of
from backend_data_model.prover.leaks.table_attempts import changeable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backend_data_model.prover.leaks.acting import Acting
    from backend_data_model.prover.leaks.conditions import TableSql
    from backend_data_model.prover.leaks.population import Population
    from backend_data_model.prover.leaks.report import LeakReport

_ACTED_ON = f"""
select n.nspname, c.relname, p.prosrc from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join pg_catalog.pg_trigger t on t.tgrelid = c.oid and not t.tgisinternal and t.tgenabled <> 'D'
  join pg_catalog.pg_proc p on p.oid = t.tgfoid
 where {USER_SCHEMAS} and c.relkind in ('r', 'p')
 union all
select n.nspname, c.relname, '' from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where {USER_SCHEMAS} and c.relkind in ('r', 'p')
   and exists (select from pg_catalog.pg_rewrite w where w.ev_class = c.oid and w.ev_enabled <> 'D')
"""
# A body that only puts the time into columns of the row at hand reaches nothing else.
_STAMPS = re.compile(
    r"\s*begin\s+(?:new\.\w+\s*:?=\s*(?:(?:pg_catalog\.)?(?:now|clock_timestamp|statement_timestamp)\(\)|current_timestamp)"
    r"\s*;\s*)*return\s+new\s*;\s*end\s*;?\s*",
    re.IGNORECASE,
)
_READABLE = f"""
select n.nspname, c.relname from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where {USER_SCHEMAS} and c.relkind in ('r', 'p') and not {OF_EXTENSION.format("c")}
   and pg_catalog.has_schema_privilege({PARAMETER}, n.oid, 'usage')
   and pg_catalog.has_table_privilege({PARAMETER}, c.oid, 'select')
   and not exists (select from pg_catalog.pg_inherits i where i.inhrelid = c.oid)
 order by 1, 2
"""


def try_side_effects(tables: Sequence[TableSql], population: Population, acting: Acting, report: LeakReport) -> None:
    """Write as each of the two tenants into every table with triggers or rules."""
    acted = {
        (schema, name) for schema, name, body in acting.session.execute(_ACTED_ON) if not _STAMPS.fullmatch(str(body))
    }
    written = [sql for sql in tables if (sql.table.schema or "public", sql.table.name) in acted]
    if not written:
        return
    owned = {(sql.table.schema or "public", sql.table.name) for sql in tables}
    shared = [
        (f"{schema}.{name}" if schema != "public" else name, answer_of(acting.session.quote(name, schema)))
        for schema, name in acting.session.execute(_READABLE, (acting.role, acting.role))
        if (schema, name) not in owned
    ]
    seen: dict[str, str] = {}
    for sql in written:
        _write_own(sql, tables, population, acting, report)
        _watch_shared(sql, shared, population, acting, seen)
    for label, _ in shared:
        if label in seen:
            detail = f"a write of another tenant into {seen[label]} shows in it, by a trigger or rule"
            report.add("side_effect", label, "leak", detail)
        else:
            report.add("side_effect", label, "held", "what another tenant writes does not show in it")


def _writes(sql: TableSql, population: Population, side: int) -> Iterator[str]:
    name, row = sql.table.qualified_name, (sql.mine, sql.theirs)[side]
    if name in population.absent and not sql.owned.is_tenants:
        yield sql.insertion(population.absent[name][side])
    changed = changeable(sql.owned)
    if changed:
        yield f"UPDATE {sql.name} SET {sql.quote(changed)} = {row[changed]} WHERE {sql.row(row)}"
    if not sql.owned.is_tenants:
        yield f"DELETE FROM {sql.name} WHERE {sql.row(row)}"


def _write_own(
    sql: TableSql, tables: Sequence[TableSql], population: Population, acting: Acting, report: LeakReport
) -> None:
    name, done = sql.table.qualified_name, 0
    for write in _writes(sql, population, 0):
        tried = acting.try_out(write, states(tables))
        if tried.code is not None:
            continue
        done += 1
        changed = changed_tables(tables, tried.before, tried.after)
        if changed:
            what = f"{write.partition(' ')[0]} of an own row changes another tenant's rows in {', '.join(changed)}"
            report.add("trigger_writes", name, "leak", f"{what}, by a trigger or rule")
            return
    if done:
        report.add("trigger_writes", name, "held", "its triggers and rules change no row of the other tenant")
    else:
        report.add("trigger_writes", name, "not_checked", "no own row could be written, so no trigger ran")


def _watch_shared(
    sql: TableSql, shared: Sequence[tuple[str, str]], population: Population, acting: Acting, seen: dict[str, str]
) -> None:
    """Notes in `seen` which tables showed the other tenant's write, and into which table it went."""
    left = [(label, query) for label, query in shared if label not in seen]
    for write in _writes(sql, population, 1) if left else ():
        with acting.session.sandbox():
            try:
                with acting.application("own", side=1):
                    acting.session.execute(write)
            except RefusedError:
                continue
            after = [acting.try_answer(query) for _, query in left]
        before = [acting.try_answer(query) for _, query in left]
        for (label, _), old, new in zip(left, before, after, strict=True):
            if old != new:
                seen.setdefault(label, sql.table.qualified_name)
