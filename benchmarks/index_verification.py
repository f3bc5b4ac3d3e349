"""What verified index advice gains over advice by rules and over simple rules, on one server in one run.

    python benchmarks/index_verification.py WORKLOAD_DIR [--url URL] [--time-budget 120]

WORKLOAD_DIR has schema_and_data.sql and queries.sql.  With --url the rows are copied from there,
else the script is run on a throw-away server.  Each set of indexes is built in one scratch database, where all calls of
each query are explained and timed: cost and time are geometric means over the queries, relative to the best set of
this run for that query.  The sets: none; one column each, for every column that a query compares or sorts by, without
those that no plan uses; equality, sort, range of each query as one plain B-tree, without left prefixes; the advice by
rules; the verified advice.
"""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from backend_data_model.engines.dispatch import read_ddl
from backend_data_model.indexing.advise import advise
from backend_data_model.indexing.candidate import Candidate, Key
from backend_data_model.indexing.create_statement import create_index
from backend_data_model.indexing.facts import SchemaFacts
from backend_data_model.indexing.merging import merge
from backend_data_model.indexing.statements.files import read_queries
from backend_data_model.indexing.statements.postgresql.read import read_workload
from backend_data_model.indexing.verification.postgresql.calls import calls_of
from backend_data_model.indexing.verification.postgresql.scratch import filled_database
from backend_data_model.indexing.verification.postgresql.trial import PostgresTrial
from backend_data_model.indexing.verification.postgresql.verify import verify_on_postgresql
from backend_data_model.indexing.verification.source import Source
from backend_data_model.indexing.verification.trial import TrialError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backend_data_model.indexing.predicates import Access

SLACK_MS = 0.05
LIMIT_MS = 30_000


def main() -> int:
    """Print one line for each set; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("workload", type=Path)
    parser.add_argument("--url")
    parser.add_argument("--time-budget", type=float, default=120)
    arguments = parser.parse_args()
    ddl = next(iter(sorted(arguments.workload.glob("schema*.sql")))).read_text(encoding="utf-8")
    text = (arguments.workload / "queries.sql").read_text(encoding="utf-8")
    schema, statements = read_ddl(ddl, "postgresql"), read_queries(text, "postgresql")
    source = Source(ddl, arguments.url)
    began = perf_counter()
    verified = verify_on_postgresql(schema, statements, source, arguments.time_budget, tell)
    seconds = perf_counter() - began
    reading = read_workload(statements, schema)
    sets: dict[str, list[Candidate]] = {
        "none": [],
        "one column each": single_columns(reading.accesses),
        "equality, sort, range": plain(reading.accesses, SchemaFacts(schema)),
        "by rules": [one.candidate for one in advise(schema, statements).advice if one.candidate],
        "verified": [one.candidate for one in verified.advice if one.candidate],
    }
    with filled_database(source, schema, tell) as scratch:
        trial = PostgresTrial(scratch.connection, scratch.label, LIMIT_MS)
        calls = {name: sqls for name, sqls in calls_of(reading, scratch.connection).calls.items() if sqls}
        names, sizes = build(trial, sets)
        results = {}
        for title, present in names.items():
            used = frozenset().union(*(trial.explain(sqls, present).used for sqls in calls.values()))
            if title == "one column each":
                present = used
            found = {
                name: (trial.explain(sqls, present).cost, trial.time(sqls, present)) for name, sqls in calls.items()
            }
            results[title] = (present, used & present, found)
        print(f"{arguments.workload.name}: {len(calls)} queries, {scratch.label}; verifying took {seconds:.0f} s")
    print(f"{'indexes':24} {'count':>5} {'used':>5} {'MiB':>7} {'cost':>8} {'time':>8} {'sum of times':>13}")
    for title, (present, used, found) in results.items():
        cost = mean(found[n][0] / min(r[2][n][0] for r in results.values()) for n in calls)
        time = mean((found[n][1] + SLACK_MS) / (min(r[2][n][1] for r in results.values()) + SLACK_MS) for n in calls)
        size = sum(sizes[name] for name in present) / 2**20
        total = sum(ms for _, ms in found.values())
        print(f"{title:24} {len(present):5} {len(used):5} {size:7.1f} {cost:8.2f} {time:8.2f} {total:10.1f} ms")
    return 0


def build(trial: PostgresTrial, sets: dict[str, list[Candidate]]) -> tuple[dict[str, frozenset[str]], dict[str, int]]:
    """Create every index once; the names of each set, and their sizes."""
    made: dict[str, str] = {}
    sizes: dict[str, int] = {}
    names: dict[str, frozenset[str]] = {}
    for title, candidates in sets.items():
        for one in candidates:
            create = create_index(one, "")
            if create in made:
                continue
            tell(create)
            try:
                built = trial.build(one, len(sizes))
            except TrialError as error:
                print(f"refused: {create}: {error}", file=sys.stderr)
                continue
            made[create], sizes[built.name] = built.name, built.bytes
        names[title] = frozenset(made[c] for one in candidates if (c := create_index(one, "")) in made)
    trial.settle({one.table.qualified_name for candidates in sets.values() for one in candidates})
    return names, sizes


def single_columns(accesses: Iterable[Access]) -> list[Candidate]:
    """A B-tree on each column that is compared or sorted by."""
    found: dict[tuple[int, str], Candidate] = {}
    for access in accesses:
        terms = [p.term for p in access.predicates] + [key.term for key in access.sort]
        for term in terms:
            if term.column:
                key = Key(term.text, term.column)
                found.setdefault((id(access.table), term.text), Candidate(access.table, [access.query], [key]))
    return list(found.values())


def plain(accesses: Iterable[Access], facts: SchemaFacts) -> list[Candidate]:
    """Equality, sort, range of every access as bare columns."""
    found = []
    for access in accesses:
        equal = [p.term for p in access.of_kind("equal", "null")]
        rest = [*(key.term for key in access.sort), *(p.term for p in access.of_kind("in", "range", "prefix"))]
        first = list(dict.fromkeys(term for term in equal if term.column))
        tail = list(dict.fromkeys(term for term in rest if term.column and term not in first))
        key = {term.column for term in first}
        if (first or tail) and not facts.of(access.table).names_one_row({name for name in key if name}):
            equality, others = [Key(t.text, t.column) for t in first], [Key(t.text, t.column) for t in tail]
            found.append(Candidate(access.table, [access.query], equality, others))
    return merge(found, facts)


def mean(ratios: Iterable[float]) -> float:
    """The geometric mean."""
    logs = [math.log(max(ratio, 1e-9)) for ratio in ratios]
    return math.exp(sum(logs) / len(logs))


def tell(message: str) -> None:
    """Progress on standard error."""
    print(f"\r\033[K{message[:110]}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
