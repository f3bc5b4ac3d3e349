"""Runs the planner of MySQL over a file of cases and asks a checker whether each plan leads to the wanted schema.

    python benchmarks/diff_mysql.py CASES.jsonl... --checker CHECKER.py [--every N]

A case is a JSON line with `id`, `engine`, `category`, `current_sql`, `desired_sql` and `applies`.  The checker is a
Python file with `check(case, plan) -> {"ok": bool, ...}` and a dict `KW` of arguments for pymysql, which gets those of
the throw-away server.  That a second plan is empty is part of the planner: it plans until nothing is left.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from collections import Counter
from pathlib import Path

from backend_data_model.engines.mysql.server import scratch_mysql
from backend_data_model.migrations.mysql.plan import plan_ddl
from backend_data_model.model.errors import EngineUnavailable, InputError


def main() -> int:
    """Print the failures, and by category how many converge and how many have a step that blocks writers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="+", type=Path)
    parser.add_argument("--checker", required=True, type=Path)
    parser.add_argument("--every", type=int, default=1)
    arguments = parser.parse_args()
    specification = importlib.util.spec_from_file_location("checker", arguments.checker)
    if specification is None or specification.loader is None:
        parser.error(f"no Python file: {arguments.checker}")
    checker = importlib.util.module_from_spec(specification)
    sys.path.insert(0, str(arguments.checker.parent))
    specification.loader.exec_module(checker)
    cases = [json.loads(line) for path in arguments.cases for line in path.read_text().splitlines()]
    cases = [case for case in cases if case["engine"] == "mysql" and case.get("applies")][:: arguments.every]
    total, good, blocking = Counter[str](), Counter[str](), 0
    with scratch_mysql() as server:
        checker.KW.clear()
        checker.KW.update(server.connection_info)
        for case in cases:
            total[case["category"]] += 1
            try:
                plan = plan_ddl(server, case["current_sql"], case["desired_sql"])
            except (InputError, EngineUnavailable) as error:
                print(f"{case['id']}: {error}")
                continue
            said = checker.check(case, [step.sql for step in plan.steps])
            blocking += any(step.hazard in {"high", "critical"} for step in plan.steps)
            if said["ok"]:
                good[case["category"]] += 1
            else:
                print(f"{case['id']}: {said.get('diff') or said.get('error')}")
        label = server.label
    for category, count in sorted(total.items()):
        print(f"{category:20} {good[category]:4} of {count}")
    share = good.total() / max(total.total(), 1)
    print(f"{good.total()} of {total.total()} plans converge on {label} ({share:.1%}); {blocking} with a blocking step")
    return 0 if good == total else 1


if __name__ == "__main__":
    sys.exit(main())
