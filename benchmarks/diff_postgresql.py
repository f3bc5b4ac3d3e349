"""Runs the planner of PostgreSQL over files of cases and asks a checker whether each plan leads to the wanted schema.

    python -m benchmarks.diff_postgresql CASES.jsonl... --checker CHECKER.py
        [--every N] [--category c,d] [--case ID,ID] [--peers PYTHON]

A case is a JSON line with `id`, `category`, `engine`, `current_sql`, `desired_sql`, `applies`, `full_convergence` and
`options` (`setup_sql`, `roles`, `expected_final_sql`).  The checker is a Python file: `check(case, plan, dsn)` gives
`ok`, `diff` or `error`, and `blocking`, the statements that held a strong lock while they read or wrote rows.  Besides
what it says, each table of the old schema gets rows, and none may be lost from what stays.  With `--peers` migra and
Alembic's autogenerate plan the same cases in the same run; `benchmarks/diff_peers.py` says what they need.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import importlib.util
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from benchmarks.diff_peers import peers
from psycopg import sql

from backend_data_model.engines.postgresql.server import scratch_postgres
from backend_data_model.migrations.postgresql.plan import plan_ddl
from backend_data_model.migrations.postgresql.scratch import loaded
from backend_data_model.model.errors import EngineUnavailable, InputError

if TYPE_CHECKING:
    from benchmarks.diff_peers import Ask

    from backend_data_model.engines.postgresql.server import PostgresServer

PEERS = ("migra", "alembic")
_VALUES = {"N": "{0}", "S": "'{0}'", "D": "'2024-01-0{0}'", "B": "true", "T": "'{0} days'", "I": "'10.0.0.{0}'"}


def kept_rows(server: PostgresServer, case: dict[str, Any], plan: list[str]) -> list[str]:
    """What is wrong after the plan ran over a few rows: tables that stay with other rows or other values."""
    ddl = (case.get("options") or {}).get("setup_sql", "") + "\n" + case["current_sql"]
    with loaded(server, ddl) as connection:
        _seed(connection)
        before = _contents(connection)
        for statement in plan:
            try:
                connection.execute(statement.encode())
            except psycopg.errors.Error as error:
                # Values that the new schema forbids are the data's fault, as they would be in production.
                if (error.sqlstate or "")[:2] in {"22", "23"}:
                    return []
                return [f"{error} in {statement}"]
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


class Tally:
    """What one tool makes of the cases."""

    def __init__(self) -> None:
        self.good: collections.Counter[str] = collections.Counter()
        self.planned = self.blocking = self.unlabelled = self.lost = 0

    def add(
        self, category: str, planned: bool, said: dict[str, Any], wrong: list[str], labelled: set[str] | None
    ) -> bool:
        """Count a plan; tell whether it converges and keeps every row."""
        self.lost += bool(wrong)
        self.planned += planned
        self.blocking += bool(said.get("blocking"))
        if labelled is not None:
            self.unlabelled += any(statement["sql"] not in labelled for statement in said.get("blocking", ()))
        fine = bool(said["ok"]) and not wrong
        self.good[category] += fine
        return fine


def _ours(server: PostgresServer, case: dict[str, Any], checker: Any, dsn: str, tally: Tally) -> None:
    setup = (case.get("options") or {}).get("setup_sql", "")
    try:
        plan = plan_ddl(server, f"{setup}\n{case['current_sql']}", f"{setup}\n{_desired(case)}")
    except (InputError, EngineUnavailable) as error:
        print(f"{case['id']}: {str(error)[:300]}", flush=True)
        return
    said = checker.check(case, [_for_checker(step, place) for place, step in enumerate(plan.steps)], dsn)
    wrong = kept_rows(server, case, [step.sql for step in plan.steps])
    labelled = {step.sql for step in plan.steps if step.blocking}
    if not tally.add(case["category"], bool(plan), said, wrong, labelled):
        print(f"{case['id']}: {str(said.get('diff') or said.get('error'))[:300]} rows: {wrong[:2]}", flush=True)


def _theirs(
    server: PostgresServer, case: dict[str, Any], checker: Any, dsn: str, tallies: dict[str, Tally], ask: Ask
) -> None:
    setup = (case.get("options") or {}).get("setup_sql", "")
    host = server.connection_info["host"]
    for tool in PEERS:
        with (
            loaded(server, f"{setup}\n{case['current_sql']}") as old,
            loaded(server, f"{setup}\n{_desired(case)}") as new,
        ):
            urls = [f"postgresql+psycopg2://postgres@/{one.info.dbname}?host={host}" for one in (old, new)]
            plan = ask(tool, urls[0], urls[1]).get("plan")
        if plan is not None:
            said = checker.check(case, plan, dsn)
            tallies[tool].add(case["category"], bool(plan), said, kept_rows(server, case, plan), None)


def _desired(case: dict[str, Any]) -> str:
    return str((case.get("options") or {}).get("expected_final_sql") or case["desired_sql"])


def main() -> int:
    """Print our failures, then per category and tool how many converge, how many plans block, how many lose rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="+", type=Path)
    parser.add_argument("--checker", required=True, type=Path)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--category", default="")
    parser.add_argument("--case", default="")
    parser.add_argument("--peers", metavar="PYTHON", help="a Python with migra and Alembic (see diff_peers.py)")
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
    for key, listed in (("category", arguments.category), ("id", arguments.case)):
        wanted = set(listed.split(",")) - {""}
        cases = [case for case in cases if not wanted or case[key] in wanted]
    cases = cases[:: arguments.every]
    tallies = {tool: Tally() for tool in ("bdm", *(PEERS if arguments.peers else ()))}
    began = time.monotonic()
    with contextlib.ExitStack() as stack:
        ask = stack.enter_context(peers(arguments.peers)) if arguments.peers else None
        server = stack.enter_context(scratch_postgres())
        dsn = f"host={server.connection_info['host']} user=postgres"
        for number, case in enumerate(cases, 1):
            _ours(server, case, checker, dsn, tallies["bdm"])
            if ask:
                _theirs(server, case, checker, dsn, tallies, ask)
            if number % 25 == 0:
                print(
                    f"{number} of {len(cases)} cases in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True
                )
        if hasattr(checker, "close_pool"):
            checker.close_pool()
    return _report(collections.Counter(case["category"] for case in cases), tallies)


def _report(total: collections.Counter[str], tallies: dict[str, Tally]) -> int:
    print(f"| category | cases | {' | '.join(tallies)} |")
    print("|---|--:" + "|--:" * len(tallies) + "|")
    for category, count in sorted(total.items()):
        print(f"| {category} | {count} | {' | '.join(str(tally.good[category]) for tally in tallies.values())} |")
    shares = [f"{tally.good.total() / max(total.total(), 1):.1%}" for tally in tallies.values()]
    print(f"| all that converge and keep every row | {total.total()} | {' | '.join(shares)} |")
    for label, counts in (
        ("plans that are not empty", [tally.planned for tally in tallies.values()]),
        ("plans with a blocking step", [tally.blocking for tally in tallies.values()]),
        ("plans that lose rows that stay", [tally.lost for tally in tallies.values()]),
    ):
        print(f"| {label} | | {' | '.join(str(count) for count in counts)} |")
    ours = tallies["bdm"]
    print(f"blocking and not labelled so: {ours.unlabelled}; each of our plans ends in an empty second one, or is none")
    return 0 if ours.good == total else 1


def _for_checker(step: Any, place: int) -> dict[str, Any]:
    together = ("together", step.transaction) if step.transaction is not None else ("alone", place)
    return {"sql": step.sql, "no_tx": not step.transactional, "tx": together}


if __name__ == "__main__":
    sys.exit(main())
