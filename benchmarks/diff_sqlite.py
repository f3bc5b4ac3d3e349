"""Runs the planner of SQLite over a file of cases and asks a checker whether each plan leads to the wanted schema.

    python benchmarks/diff_sqlite.py CASES.jsonl... --checker CHECKER.py

A case is a JSON line with `id`, `engine`, `current_sql`, `desired_sql` and `applies`.  The checker is a Python file:
`check(case, plan, seed_sql=...) -> {"ok": bool, ...}`.  Each table of the old schema gets three rows; besides what the
checker says, the second plan must be empty and no row may be lost from a table that stays.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from backend_data_model.migrations.rename_hints import read_rename_hints
from backend_data_model.migrations.sqlite.plan import plan_ddl
from backend_data_model.migrations.sqlite.scratch import loaded
from backend_data_model.model.errors import InputError


def seed_sql(ddl: str, rows: int = 3) -> str:
    """INSERTs for every table that takes plain values, in the order of the script."""
    statements = []
    with loaded(ddl) as connection:
        names = connection.execute("select name from sqlite_master where type = 'table' and name not like 'sqlite%'")
        for (name,) in names.fetchall():
            quoted = '"' + name.replace('"', '""') + '"'
            columns = [row for row in connection.execute(f"pragma table_xinfo({quoted})") if row[6] == 0]
            for number in range(1, rows + 1):
                values = [_value(row[2], number) for row in columns]
                listed = ", ".join('"' + row[1].replace('"', '""') + '"' for row in columns)
                statement = f"INSERT INTO {quoted} ({listed}) VALUES ({', '.join(values)});"
                try:
                    connection.execute(statement)
                except sqlite3.Error:
                    continue
                statements.append(statement)
    return "\n".join(statements)


def _value(kind: str, number: int) -> str:
    return f"'v{number}'" if any(word in kind.upper() for word in ("CHAR", "TEXT", "CLOB")) else str(number)


def lost_rows(case: dict[str, Any], plan: list[str], seeds: str) -> list[str]:
    """Tables that stay and have fewer rows afterwards, or whose kept columns hold other values."""
    tables = read_rename_hints(case["desired_sql"], "sqlite").tables
    lost = []
    with loaded(case["current_sql"]) as connection:
        connection.executescript(seeds)
        before = _contents(connection)
        for sql in plan:
            connection.execute(sql)
        after = _contents(connection)
    for new, old in tables.items():
        if old in before and new in after:
            before[new] = before.pop(old)
    for name in before.keys() & after.keys():
        kept = before[name][0] & after[name][0]
        then = sorted(repr([row[column] for column in sorted(kept)]) for row in before[name][1])
        now = sorted(repr([row[column] for column in sorted(kept)]) for row in after[name][1])
        if then != now:
            lost.append(name)
    return lost


def _contents(connection: sqlite3.Connection) -> dict[str, tuple[set[str], list[dict[str, Any]]]]:
    found = {}
    for (name,) in connection.execute("select name from sqlite_master where type = 'table'").fetchall():
        quoted = '"' + name.replace('"', '""') + '"'
        given = {row[1].lower() for row in connection.execute(f"pragma table_xinfo({quoted})") if row[6] == 0}
        with closing(connection.execute(f"select * from {quoted}")) as cursor:
            columns = [column[0].lower() for column in cursor.description]
            found[name.lower()] = (given, [dict(zip(columns, row, strict=True)) for row in cursor])
    return found


def main() -> int:
    """Print the failures and the share that converges."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="+", type=Path)
    parser.add_argument("--checker", required=True, type=Path)
    arguments = parser.parse_args()
    specification = importlib.util.spec_from_file_location("checker", arguments.checker)
    if specification is None or specification.loader is None:
        parser.error(f"no Python file: {arguments.checker}")
    checker = importlib.util.module_from_spec(specification)
    sys.path.insert(0, str(arguments.checker.parent))
    specification.loader.exec_module(checker)
    cases = [json.loads(line) for path in arguments.cases for line in path.read_text().splitlines()]
    cases = [case for case in cases if case["engine"] == "sqlite" and case.get("applies")]
    good = 0
    for case in cases:
        seeds = seed_sql(case["current_sql"])
        try:
            plan = plan_ddl(case["current_sql"], case["desired_sql"])
        except InputError as error:
            print(f"{case['id']}: {error}")
            continue
        statements = [step.sql for step in plan.steps]
        said = checker.check(case, statements, seed_sql=seeds)
        lost = lost_rows(case, statements, seeds) if said["ok"] else []
        if said["ok"] and not lost:
            good += 1
        else:
            print(f"{case['id']}: {said.get('diff') or said.get('error')} lost: {lost}")
    print(f"{good} of {len(cases)} plans converge with every row kept ({good / max(len(cases), 1):.1%})")
    return 0 if good == len(cases) else 1


if __name__ == "__main__":
    sys.exit(main())
