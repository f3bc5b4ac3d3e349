"""Seed faults into correct schemas and count how many `bdm trace` finds and attributes to the right sentence.

    python -m benchmarks.trace_faults [CASES.jsonl] [--faults 200] [--engine postgresql] [--renamed] [--seed 1]

Each line of CASES holds `id`, `text` and, where it is known, `context`; without it the bundled examples are used.
Each text is designed; the trace of that design must be clean.  Then one fault at a time is put into the schema: a
UNIQUE, CHECK, NOT NULL or foreign key dropped, a bound shifted, a value dropped or added, a key made global, a
nullability flipped, the tenant lost, a constraint added.  A fault is found where a row that was clean is now missing
or contradicted (for an added one: where it is listed without a sentence), and attributed where such a row quotes the
sentence that the constraint was designed from.
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import sys
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.trace_renames import renamed
from benchmarks.trace_seeds import Fault, faults_of

from backend_data_model.designer import design_schema
from backend_data_model.model.settings import DesignSettings
from backend_data_model.pipeline import analyse_text
from backend_data_model.tracer import trace_schema

if TYPE_CHECKING:
    from backend_data_model.model.document import Model
    from backend_data_model.model.schema import Schema
    from backend_data_model.tracer import Trace


def main() -> int:
    """Measure; the exit code is 0."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("cases", type=Path, nargs="?")
    parser.add_argument("--faults", type=int, default=200)
    parser.add_argument("--engine", default="postgresql", choices=("postgresql", "mysql", "sqlite"))
    parser.add_argument("--renamed", action="store_true", help="trace the schemas under other names")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--verbose", action="store_true", help="name what was not found")
    arguments = parser.parse_args()

    clean = false_misses = 0
    pool: list[tuple[str, Model, Schema, Trace, Fault]] = []
    texts = _texts(arguments.cases)
    for name, text in texts:
        model = analyse_text(text)
        schema = design_schema(model, DesignSettings(arguments.engine))
        shown = renamed(schema) if arguments.renamed else schema
        before = trace_schema(model, shown)
        bad = [row for row in before.facts if row.status in ("missing", "contradicted")]
        clean += not bad
        false_misses += len(bad)
        for row in bad:
            print(
                f"{name}: false {row.status}: {row.kind} {row.subject}: {row.statement}: {row.detail}", file=sys.stderr
            )
        pool += [(name, model, shown, before, fault) for fault in faults_of(shown)]
    chosen = random.Random(arguments.seed).sample(pool, min(arguments.faults, len(pool)))
    seeded, found, attributed = Counter[str](), Counter[str](), Counter[str]()
    for name, model, schema, before, fault in chosen:
        seeded[fault.kind] += 1
        broken = copy.deepcopy(schema)
        fault.seed(broken)
        after = trace_schema(model, broken)
        hit, right = _verdict(before, after, fault)
        found[fault.kind] += hit
        attributed[fault.kind] += right
        if arguments.verbose and not right:
            print(f"{name}: {'unattributed' if hit else 'not found'}: {fault.kind}: {fault.text}", file=sys.stderr)
    names = " under other names" if arguments.renamed else ""
    print(f"{clean} of {len(texts)} designs{names} trace clean on {arguments.engine}, {false_misses} false misses")
    for kind in sorted(seeded):
        print(f"  {kind:28} {seeded[kind]:4} seeded {found[kind]:4} found {attributed[kind]:4} attributed")
    total = max(1, seeded.total())
    print(
        f"{seeded.total()} of {len(pool)} faults: {found.total() / total:.1%} found, "
        f"{attributed.total() / total:.1%} attributed to the right sentence"
    )
    return 0


def _texts(path: Path | None) -> list[tuple[str, str]]:
    if path is None:
        folder = files("backend_data_model") / "examples"
        return [(p.name, p.read_text(encoding="utf-8")) for p in sorted(folder.iterdir(), key=lambda p: p.name)]
    lines = path.read_text(encoding="utf-8").splitlines()
    return [(case["id"], case["text"]) for case in map(json.loads, filter(str.strip, lines))]


def _verdict(before: Trace, after: Trace, fault: Fault) -> tuple[bool, bool]:
    """Whether the fault was found, and whether a row about it quotes its sentence."""
    if fault.added:
        known = {(e.kind, e.table, e.name) for e in before.unsupported}
        new = any((e.kind, e.table, e.name) not in known and e.name == fault.name for e in after.unsupported)
        against = any(e.name == fault.name for row in after.facts if row.status == "contradicted" for e in row.by)
        return new or against, new or against
    bad = ("missing", "contradicted")
    was = {(row.kind, row.subject, row.statement) for row in before.facts if row.status in bad}
    rows = [row for row in after.facts if row.status in bad and (row.kind, row.subject, row.statement) not in was]
    quotes = {row.quote for row in rows if row.quote}
    said = not fault.quotes or any(quote in text for quote in quotes for text in fault.quotes)
    return bool(rows), bool(rows) and said


if __name__ == "__main__":
    sys.exit(main())
