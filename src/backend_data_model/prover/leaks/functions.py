"""SECURITY DEFINER functions that the application may call, as questions with the other tenant's values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend_data_model.engines.session import PARAMETER
from backend_data_model.prover.leaks.conditions import changed_tables, states
from backend_data_model.prover.leaks.differences import Question, answer_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.prover.leaks.acting import Acting
    from backend_data_model.prover.leaks.conditions import TableSql
    from backend_data_model.prover.leaks.population import Population
    from backend_data_model.prover.leaks.report import LeakReport
    from backend_data_model.prover.leaks.subject import Tenancy

_FUNCTIONS = f"""
select n.nspname, p.proname, p.prokind::text, p.pronargs - p.pronargdefaults,
       coalesce((select array_agg(coalesce(nullif(p.proargnames[k], ''), '') order by k)
                   from generate_series(1, p.pronargs) k), '{{}}'),
       coalesce((select array_agg(pg_catalog.format_type(t, null) order by k)
                   from unnest(p.proargtypes::oid[]) with ordinality as a (t, k)), '{{}}'),
       coalesce(array_to_string(p.proconfig, ' ') like '%search_path=%', false)
  from pg_catalog.pg_proc p
  join pg_catalog.pg_namespace n on n.oid = p.pronamespace
 where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema') and p.prokind in ('f', 'p')
   and p.prorettype not in ('pg_catalog.trigger'::regtype, 'pg_catalog.event_trigger'::regtype)
   and pg_catalog.has_function_privilege({PARAMETER}, p.oid, 'execute')
   and pg_catalog.has_schema_privilege({PARAMETER}, n.oid, 'usage')
   and not exists (select from pg_catalog.pg_depend d where d.objid = p.oid and d.deptype = 'e')
 order by 1, 2, p.oid
"""


@dataclass(frozen=True, slots=True)
class Call:
    """A function's call with values of the other tenant."""

    object: str
    sql: str


def definer_functions(
    tenancy: Tenancy, tables: Sequence[TableSql], population: Population, acting: Acting, report: LeakReport
) -> list[Question]:
    """Questions that call the functions; what a call changes of the other tenant's rows is noted at once."""
    questions = []
    for schema, name, kind, required, names, types, has_path in acting.session.execute(
        _FUNCTIONS, (acting.role, acting.role)
    ):
        label = f"{schema}.{name}({', '.join(types)})" if schema != "public" else f"{name}({', '.join(types)})"
        if not has_path:
            report.add("function_search_path", label, "warning", "SECURITY DEFINER without a fixed search_path")
        arguments = _arguments(required, names, types, tenancy, tables, population)
        if arguments is None:
            report.add("function", label, "not_checked", "SECURITY DEFINER; no values for its arguments are at hand")
            continue
        call = f"{acting.session.quote(name, schema)}({', '.join(arguments)})"
        if kind == "p":
            _writes(f"CALL {call}", label, tables, acting, report)
            continue
        _writes(f"SELECT {call}", label, tables, acting, report)
        sql = answer_of(call)
        questions.append(Question("function", label, sql, "it runs with its owner's rights (SECURITY DEFINER)"))
    return questions


def _arguments(
    required: int,
    names: Sequence[str],
    types: Sequence[str],
    tenancy: Tenancy,
    tables: Sequence[TableSql],
    population: Population,
) -> list[str] | None:
    """The other tenant, or its rows' values, by the argument's name and type; what has a default is left to it."""
    found: list[str] = []
    rows: dict[str, str] = {}
    for table in tables:
        for column in table.table.columns:
            known = table.theirs.get(column.name, "NULL")
            if known != "NULL":
                rows.setdefault(column.name, known)
    tenant = population.tenants[1]
    value: str | None
    for place, kind in enumerate(types):
        if place >= required and required:
            break
        name = names[place].lower().removeprefix("p_").removeprefix("_").removeprefix("lookup_")
        if name in (tenancy.column, tenancy.column.removesuffix("_id")) or (
            place == 0 and kind == "uuid" and name not in rows
        ):
            value = tenant
        elif name in rows:
            value = rows[name]
        elif place >= required:
            break
        else:
            value = next((v for c, v in rows.items() if c in name or name in c), None)
        if value is None:
            return None
        found.append(f"CAST({value} AS {kind})")
    return found


def _writes(sql: str, label: str, tables: Sequence[TableSql], acting: Acting, report: LeakReport) -> None:
    """Whether the call changes rows of the other tenant."""
    tried = acting.try_out(sql, states(tables))
    if tried.code is not None:
        return  # the question that follows says so
    changed = changed_tables(tables, tried.before, tried.after)
    if changed:
        report.add(
            "function_writes",
            label,
            "leak",
            f"a call by one tenant changes another tenant's rows in {', '.join(changed)}",
        )
