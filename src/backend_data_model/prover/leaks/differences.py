"""Views, partitions and functions: what one tenant sees through them must not depend on another tenant's rows.

Each is asked twice, once with the other tenant's rows there and once without them; a different answer is a leak, also
where it is only a count.  That the answer can depend on the rows at all is shown by asking as the other tenant.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend_data_model.engines.session import PARAMETER, RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.prover.leaks.acting import Acting
    from backend_data_model.prover.leaks.conditions import TableSql
    from backend_data_model.prover.leaks.report import LeakReport

_RELATIONS = f"""
select c.oid, n.nspname, c.relname, c.relkind::text,
       coalesce(c.reloptions::text[] && '{{security_invoker=true,security_invoker=on,security_invoker=1}}', false)
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'
   and (c.relkind in ('v', 'm', 'f') or c.relkind in ('r', 'p') and exists
        (select from pg_catalog.pg_inherits i where i.inhrelid = c.oid))
   and pg_catalog.has_schema_privilege({PARAMETER}, n.oid, 'usage')
   and (pg_catalog.has_table_privilege({PARAMETER}, c.oid, 'select, insert, update, delete')
        or pg_catalog.has_any_column_privilege({PARAMETER}, c.oid, 'select, update'))
   and not exists (select from pg_catalog.pg_depend d where d.objid = c.oid and d.deptype = 'e')
 order by 2, 3
"""
_WAYS = {"v": "view", "m": "materialized_view", "f": "foreign_table", "r": "partition", "p": "partition"}


@dataclass(frozen=True, slots=True)
class Question:
    """A query whose answer one tenant may see; `known` says that the other tenant's rows are behind it for sure."""

    way: str
    object: str
    sql: str
    about: str


def relations(acting: Acting) -> list[Question]:
    """Every view, materialized view and child table on which the role has a right."""
    role = acting.role
    found = []
    for _, schema, name, kind, invoker in acting.session.execute(_RELATIONS, (role, role, role)):
        quoted = acting.session.quote(name, schema)
        sql = answer_of(quoted)
        about = {
            "v": "it reads with its owner's rights (security_invoker is off)" if not invoker else "",
            "m": "row-level security does not hold for what a materialized view keeps",
            "r": "a partition or child table is protected by its own policies only, not by its parent's",
            "p": "a partition is protected by its own policies only, not by its parent's",
            "f": "row-level security does not hold for a foreign table",
        }[kind]
        label = f"{schema}.{name}" if schema != "public" else name
        found.append(Question(_WAYS[kind], label, sql, about))
    return found


def ask_all(questions: Sequence[Question], tables: Sequence[TableSql], acting: Acting, report: LeakReport) -> None:
    """Put every question with and without the other tenant's rows, and note what came of it."""
    if not questions:
        return
    with acting.session.sandbox():
        _refresh(acting)
        mine = [acting.try_answer(q.sql) for q in questions]
        again = [acting.try_answer(q.sql) for q in questions]
        theirs = [acting.try_answer(q.sql, 1) for q in questions]
        everything = [_everything(acting, q) for q in questions]
        try:
            _remove(tables, acting)
        except RefusedError as refusal:
            for question in questions:
                report.add(
                    question.way, question.object, "not_checked", f"rows cannot be taken away: {refusal.message}"
                )
            return
        _refresh(acting)
        mine_after = [acting.try_answer(q.sql) for q in questions]
        theirs_after = [acting.try_answer(q.sql, 1) for q in questions]
        everything_after = [_everything(acting, q) for q in questions]
    for n, question in enumerate(questions):
        if mine[n].code is not None:
            held = mine[n].no_right or theirs[n].code is None  # the other tenant itself is answered
            report.add(question.way, question.object, "held" if held else "not_checked", f"refused: {mine[n].message}")
        elif mine[n] != again[n]:
            report.add(question.way, question.object, "not_checked", "two calls on the same rows answer differently")
        elif mine[n] != mine_after[n]:
            detail = "what it shows to one tenant depends on another tenant's rows"
            report.add(
                question.way, question.object, "leak", f"{detail}: {question.about}" if question.about else detail
            )
        elif theirs[n] == theirs_after[n] and everything[n] == everything_after[n]:
            detail = "with the rows at hand nothing of any tenant comes out of it"
            report.add(question.way, question.object, "not_checked", detail)
        else:
            report.add(question.way, question.object, "held", "it shows the same without the other tenant's rows")


def answer_of(source: str) -> str:
    """A query of one value that stands for all rows of a relation or a function's call."""
    rows = "pg_catalog.string_agg(t::text, ' ' ORDER BY t::text)"
    return f"SELECT pg_catalog.count(*) || coalesce(pg_catalog.md5({rows}), '') FROM {source} t"


def _everything(acting: Acting, question: Question) -> object:
    try:
        with acting.session.sandbox():
            return acting.ask(question.sql)
    except RefusedError as refusal:
        return refusal.code


def _remove(tables: Sequence[TableSql], acting: Acting) -> None:
    acting.session.execute("set local session_replication_role = replica")
    for table in tables:
        acting.session.execute(f"DELETE FROM {table.name} WHERE {table.belonging(1)}")
    acting.session.execute("set local session_replication_role = origin")


def _refresh(acting: Acting) -> None:
    """Materialized views that depend on others come later by their number."""
    found = acting.session.execute(
        "select n.nspname, c.relname from pg_catalog.pg_class c"
        " join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.relkind = 'm' order by c.oid"
    )
    for schema, name in found:
        with contextlib.suppress(RefusedError), acting.session.step():
            acting.session.execute(f"refresh materialized view {acting.session.quote(name, schema)}")
