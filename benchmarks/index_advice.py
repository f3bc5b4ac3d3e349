"""Index advice for a measured workload, in the form that its scorer reads.

    python benchmarks/index_advice.py WORKLOAD_DIR ADVICE.json

WORKLOAD_DIR has queries.json ([{"name", "sql", "also": [...]}], perhaps under "queries"; `also` are further calls) or
queries.sql, and a schema_and_data*.sql.  Only `bdm advise index` is run, without a server: it sees the DDL and the
queries.  --queries keeps the query file that it was given, --json writes the queries as the scorer reads them.

benchmarks/index_workloads holds three workloads of our own; measured.json there names the best indexes of each query:
of all B-trees over up to three of its columns and those written by hand, really created on PostgreSQL 15, the fastest
(within 15 % + 0.05 ms), of these the cheapest, of these the smallest; none where a quarter is not saved.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

from backend_data_model.indexing.statements.files import read_queries


def main() -> int:
    """Write the advice; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("workload", type=Path)
    parser.add_argument("advice", type=Path)
    parser.add_argument("--queries", type=Path, help="keep the query file here")
    parser.add_argument("--json", type=Path, help="write the queries as queries.json here")
    parser.add_argument("--url", help="let the advice be verified on this server")
    arguments = parser.parse_args()

    schema = next(iter(sorted(arguments.workload.glob("schema*.sql"))))
    text = queries_of(arguments.workload)
    if arguments.json:
        arguments.json.write_text(json.dumps({"queries": scored(text)}, indent=1), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        file = arguments.queries or Path(folder) / "queries.sql"
        file.write_text(text, encoding="utf-8")
        command = [sys.executable, "-c", "from backend_data_model.cli import main; main()", "advise", "index"]
        command += ["--schema", str(schema), "--queries", str(file), "--format", "json"]
        command += ["--url", arguments.url] if arguments.url else []
        began = perf_counter()
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(done.stdout)
    rows = [{"query": ", ".join(one["queries"]), "create": one["create"]} for one in found["advice"]]
    arguments.advice.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    print(f"{len(rows)} indexes in {perf_counter() - began:.2f} s; {len(found['unread'])} statements not read")
    return 0


def queries_of(workload: Path) -> str:
    """The queries of a workload as SQL."""
    plain = workload / "queries.sql"
    if plain.exists():
        return plain.read_text(encoding="utf-8")
    return query_file(json.loads((workload / "queries.json").read_text(encoding="utf-8")))


def scored(text: str) -> list[dict[str, Any]]:
    """The statements of a query file with the further calls of each under `also`."""
    calls: dict[str, list[str]] = {}
    for one in read_queries(text, "postgresql"):
        calls.setdefault(one.name, []).append(one.sql)
    return [{"name": name, "sql": found[0], "also": found[1:]} for name, found in calls.items()]


def query_file(document: Any) -> str:
    """The queries as SQL, each under its name, its further calls directly below it."""
    queries = document["queries"] if isinstance(document, dict) else document
    return "\n".join(
        f"-- {q['name']}\n" + "".join(f"{sql};\n" for sql in [q["sql"], *q.get("also", [])]) for q in queries
    )


if __name__ == "__main__":
    sys.exit(main())
