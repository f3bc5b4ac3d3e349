"""How long index advice takes without a server, start-up included: 200 queries over 100 tables by default.

    python benchmarks/index_speed.py [--tables N] [--queries N] [--profile]

The whole command is run (`bdm advise index --format json`), the median of three; the schema and the queries are made
here: tenants, states, times, documents, joins, sub-queries and summaries.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

FORMS = (
    "select id, title from {a} where org_id = $1 and state = 'open' order by made_at desc limit 20",
    "select id from {a} where lower(title) = lower($1) and deleted_at is null",
    "select a.id, b.title from {a} a join {b} b on b.id = a.parent_id where a.org_id = $1 and a.made_at >= $2",
    "select state, count(*), sum(amount) from {a} where org_id = $1 group by state",
    "select id from {a} where org_id = $1 and (made_at, id) < ($2, $3) order by made_at desc, id desc limit 50",
    "select id from {a} x where owner = $1 and exists (select from {b} y where y.parent_id = x.id and y.amount > $2)",
    "select id from {a} where attributes @> $1 and org_id = $2",
    "update {a} set state = 'done' where state = 'pending' and made_at < $1",
    "with top as (select id from {a} where org_id = $1 order by amount desc limit 5) "
    "select b.* from top join {b} b on b.parent_id = top.id",
    "select id from {a} where title like $1 || '%' and org_id = $2 and kind in ('x', 'y')",
)


def main() -> int:
    """Measure; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tables", type=int, default=100)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--profile", action="store_true", help="print where the time goes, in one run")
    arguments = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        schema, queries = Path(folder) / "schema.sql", Path(folder) / "queries.sql"
        schema.write_text(schema_of(arguments.tables), encoding="utf-8")
        queries.write_text(queries_of(arguments.tables, arguments.queries), encoding="utf-8")
        profile = ["-m", "cProfile", "-s", "cumtime"] if arguments.profile else []
        program = Path(folder) / "run.py"
        program.write_text("from backend_data_model.cli import main\n\nmain()\n", encoding="utf-8")
        command = [sys.executable, *profile, str(program), "advise", "index", "--engine", "postgresql"]
        command += ["--schema", str(schema), "--queries", str(queries), "--format", "json"]
        if arguments.profile:
            return subprocess.run(command, check=False).returncode
        walls, cpus = [], []
        for _ in range(3):
            before, began = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=os.environ)
            walls.append(perf_counter() - began)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            cpus.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        found = json.loads(done.stdout)
    print(
        f"{arguments.queries} queries over {arguments.tables} tables: {len(found['advice'])} indexes, "
        f"{len(found['unread'])} not read; CPU {statistics.median(cpus):.2f} s, wall {statistics.median(walls):.2f} s"
    )
    return 0


def schema_of(tables: int) -> str:
    """Tables that refer to the one before them."""
    text = "create table orgs (id bigint primary key, name text not null);\n"
    for number in range(tables):
        parent = f"t{number - 1}" if number else "orgs"
        text += (
            f"create table t{number} (id bigint primary key, org_id bigint not null references orgs, parent_id bigint "
            f"references {parent}, owner bigint, title text not null, state text not null, kind text not null, "
            "amount int not null, attributes jsonb not null, made_at timestamptz not null, deleted_at timestamptz);\n"
        )
    return text


def queries_of(tables: int, queries: int) -> str:
    """Statements of each form in turn, over all tables."""
    made = []
    for number in range(queries):
        table = number + number // tables
        form = FORMS[number % len(FORMS)].format(a=f"t{table % tables}", b=f"t{(table + 1) % tables}")
        made.append(f"-- q{number}\n{form};\n")
    return "\n".join(made)


if __name__ == "__main__":
    sys.exit(main())
