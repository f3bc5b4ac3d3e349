"""Runs the planner of PostgreSQL over files of cases and asks a checker whether each plan leads to the wanted schema.

    python benchmarks/diff_postgresql.py CASES.jsonl... --checker CHECKER.py [--every N] [--category c,d]

A case is a JSON line with `id`, `category`, `engine`, `current_sql`, `desired_sql`, `applies`, `full_convergence` and
`options` (`setup_sql`, `roles`, `expected_final_sql`).  The checker is a Python file: `check(case, plan, dsn)` gives
`ok`, `diff` or `error`, and `blocking`, the statements that held a strong lock while they read or wrote rows.  Besides
what it says, each table of the old schema gets rows, and none may be lost from what stays.
"""

from __future__ import annotations

import argparse
import collections
import importlib.util
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from backend_data_model.engines.postgresql.server import scratch_postgres
from backend_data_model.migrations.postgresql.plan import plan_ddl
from backend_data_model.migrations.postgresql.scratch import loaded
from backend_data_model.model.errors import EngineUnavailable, InputError

if TYPE_CHECKING:
    from backend_data_model.engines.postgresql.server import PostgresServer
    from backend_data_model.migrations.steps import Plan

_VALUES = {"N": "{0}", "S": "'{0}'", "D": "'2024-01-0{0}'", "B": "true", "T": "'{0} days'", "I": "'10.0.0.{0}'"}


def kept_rows(server: PostgresServer, case: dict[str, Any], plan: Plan) -> list[str]:
    """What is wrong after the plan ran over a few rows: tables that stay with other rows or other values."""
    ddl = (case.get("options") or {}).get("setup_sql", "") + "\n" + case["current_sql"]
    with loaded(server, ddl) as connection:
        _seed(connection)
        before = _contents(connection)
        for step in plan.steps:
            try:
                connection.execute(step.sql.encode())
            except psycopg.errors.Error as error:
                # Values that the new schema forbids are the data's fault, as they would be in production.
                if (error.sqlstate or "")[:2] in {"22", "23"}:
                    return []
                return [f"{error} in {step.sql}"]
        after = _contents(connection)
    wrong = []
    for oid, (name, columns) in before.items():
        if oid not in after:
            continue
        now = after[oid][1]
        if any(len(values) != len(now[key]) for key, values in columns.items() if key in now):
            wrong.append(f"rows of {name}")
        wrong += [f"values of {name}.{key}" for key, values in columns.items() if key in now and now[key] != values]
    return wrong


def _seed(connection: psycopg.Connection[Any]) -> None:
    tables = connection.execute(
        "select c.oid::regclass::text, array_agg(quote_ident(a.attname) order by a.attnum), "
        "array_agg(t.typcategory::text order by a.attnum), array_agg(t.oid::regtype::text order by a.attnum) "
        "from pg_class c join pg_attribute a on a.attrelid = c.oid join pg_type t on t.oid = a.atttypid "
        "join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and a.attnum > 0 "
        "and not a.attisdropped and a.attgenerated = '' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' "
        "group by c.oid"
    ).fetchall()
    for _ in range(3):
        for table, columns, categories, types in tables:
            for number in (1, 2, 3):
                values = [_value(category, kind, number) for category, kind in zip(categories, types, strict=True)]
                insert = (
                    f"insert into {table} ({', '.join(columns)}) overriding system value values ({', '.join(values)})"
                )
                try:
                    connection.execute(insert.encode())
                except psycopg.errors.Error:
                    continue


def _value(category: str, kind: str, number: int) -> str:
    if category == "E":
        return f"(enum_range(null::{kind}))[1]"
    return f"{_VALUES[category].format(number)}::{kind}" if category in _VALUES else "null"


def _contents(connection: psycopg.Connection[Any]) -> dict[int, tuple[str, dict[tuple[str, str], list[str]]]]:
    """Per table (its oid) its name and, per column and type, the sorted values."""
    found: dict[int, tuple[str, dict[tuple[str, str], list[str]]]] = {}
    for oid, name, column, kind in connection.execute(
        "select c.oid::int8, c.oid::regclass::text, a.attname, format_type(a.atttypid, a.atttypmod) from pg_class c "
        "join pg_attribute a on a.attrelid = c.oid join pg_namespace n on n.oid = c.relnamespace "
        "where c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' "
        "and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'"
    ).fetchall():
        query = sql.SQL("select {}::text from {} order by 1").format(sql.Identifier(column), sql.SQL(name))
        values = [row[0] for row in connection.execute(query)]
        found.setdefault(oid, (name, {}))[1][column, kind] = values
    return found


def main() -> int:
    """Print the failures, then per category how many converge, how many plans block, and how many lose rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="+", type=Path)
    parser.add_argument("--checker", required=True, type=Path)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--category", default="")
    arguments = parser.parse_args()
    specification = importlib.util.spec_from_file_location("checker", arguments.checker)
    if specification is None or specification.loader is None:
        parser.error(f"no Python file: {arguments.checker}")
    checker = importlib.util.module_from_spec(specification)
    sys.path.insert(0, str(arguments.checker.parent))
    specification.loader.exec_module(checker)
    cases = [json.loads(line) for path in arguments.cases for line in path.read_text().splitlines()]
    cases = [case for case in cases if case["engine"] == "postgresql" and case.get("applies")]
    cases = [case for case in cases if case.get("full_convergence")]
    wanted = set(arguments.category.split(",")) - {""}
    cases = [case for case in cases if not wanted or case["category"] in wanted][:: arguments.every]
    total: collections.Counter[str] = collections.Counter()
    good: collections.Counter[str] = collections.Counter()
    blocking = unlabelled = lost = planned = 0
    with scratch_postgres() as server:
        dsn = f"host={server.connection_info['host']} user=postgres"
        for case in cases:
            total[case["category"]] += 1
            options = case.get("options") or {}
            setup = options.get("setup_sql", "")
            desired = options.get("expected_final_sql") or case["desired_sql"]
            try:
                plan = plan_ddl(server, f"{setup}\n{case['current_sql']}", f"{setup}\n{desired}")
            except (InputError, EngineUnavailable) as error:
                print(f"{case['id']}: {str(error)[:300]}")
                continue
            said = checker.check(case, [_for_checker(step, place) for place, step in enumerate(plan.steps)], dsn)
            wrong = kept_rows(server, case, plan)
            lost += bool(wrong)
            planned += bool(plan)
            blocking += bool(said.get("blocking"))
            labelled = {step.sql for step in plan.steps if step.blocking}
            unlabelled += any(statement["sql"] not in labelled for statement in said.get("blocking", ()))
            if said["ok"] and not wrong:
                good[case["category"]] += 1
            else:
                print(f"{case['id']}: {str(said.get('diff') or said.get('error'))[:300]} rows: {wrong[:2]}")
        if hasattr(checker, "close_pool"):
            checker.close_pool()
    for category in sorted(total):
        print(f"{category}: {good[category]} of {total[category]}")
    print(f"converged with an empty second plan and all rows: {good.total()} of {total.total()}")
    print(f"plans with a blocking step: {blocking} of {planned}, not labelled so: {unlabelled}; rows lost: {lost}")
    return 0 if good == total else 1


def _for_checker(step: Any, place: int) -> dict[str, Any]:
    together = ("together", step.transaction) if step.transaction is not None else ("alone", place)
    return {"sql": step.sql, "no_tx": not step.transactional, "tx": together}


if __name__ == "__main__":
    sys.exit(main())
