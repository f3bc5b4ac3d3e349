"""Design, load and prove a schema for each of many requirement texts, and say what was not proved and why.

    python benchmarks/proof_sweep.py [PATH ...] [--engine postgresql,sqlite,mysql] [--examples 3]

A PATH is a text (.txt, .md), a model (.yaml), a JSON Lines file of cases with a `text` (and a `context` with
`tenancy` and `tenant_entity`, where it is known), or a folder of these.  Prints for each engine how many schemas
load, how many constraints are proved, failed and not checked, the reasons (and the remarks on what is proved) in
groups, and the review's score; then the peak memory of this process and whether a second process with another hash
seed writes the same bytes.  Exit code 1 where anything failed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import resource
import subprocess
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from backend_data_model import design
from backend_data_model.documents import dump_model, load_model
from backend_data_model.model.errors import InputError
from backend_data_model.pipeline import ENGINES, engines_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.model.document import TenancyKind
    from backend_data_model.model.schema import Engine
    from backend_data_model.pipeline import Design

_BENCH = Path(__file__).resolve().parents[2] / "shared" / "bench"
LOWEST = 95
_SPECIFIC = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`|\b\w+(?:\.\w+)+\b|\b\w*_\w+\b|\b\d[\w:.-]*\b")


@dataclass(slots=True)
class Case:
    """One text with what is known of its tenancy."""

    name: str
    text: str
    tenancy: TenancyKind | Literal["auto"] = "auto"
    tenant: str | None = None


@dataclass(slots=True)
class Tally:
    """What one engine made of all the texts."""

    label: str = ""
    texts: int = 0
    loaded: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    reasons: dict[tuple[str, str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    scores: list[float] = field(default_factory=list)

    def add(self, case: Case, made: Design, engine: Engine) -> None:
        """Count one design."""
        self.texts += 1
        score = made.reviews[engine].score.total
        self.scores.append(score)
        if score < LOWEST:
            self._note("review", "score", f"below {LOWEST}", f"{case.name}: {score:.1f}")
        proof = made.proofs[engine]
        if proof is None:
            self._note("not_checked", "schema", made.unproved[engine], case.name)
            return
        self.label = proof.engine_label
        disproved = tuple(f"{p.object} ({p.kind})" for p in proof.failures)
        bad = [s for s in proof.statements if s.rung == "failed" and not (s.detail or "").startswith(disproved)]
        self.loaded += not bad
        for statement in bad:
            self._note("failed", "statement", statement.detail or "", f"{case.name}:{statement.position.line}")
        for one in proof.proofs:
            self.counts[one.status] += 1
            if one.status != "proved" or one.detail:
                self._note(one.status, one.kind, one.detail or "", f"{case.name} {one.object}")

    def _note(self, status: str, kind: str, detail: str, where: str) -> None:
        general = _SPECIFIC.sub("…", detail)[:160]
        self.reasons[status, kind, general].append(f"{where}: {detail}")

    def show(self, examples: int) -> None:
        """Print the figures."""
        counts = self.counts
        print(f"{self.label}: {self.loaded} of {self.texts} schemas loaded; constraints: {counts['proved']} proved,")
        print(f"  {counts['failed']} failed, {counts['not_checked']} not checked; review score: {_spread(self.scores)}")
        for (status, kind, general), where in sorted(self.reasons.items(), key=lambda item: -len(item[1])):
            print(f"  {len(where):4} {status} {kind}: {general}")
            for one in where[:examples]:
                print(f"         {one[:300]}")


def main() -> int:
    """Sweep; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    default = [*sorted((_BENCH / "extraction").glob("*.jsonl")), _BENCH / "requirements"]
    parser.add_argument("paths", type=Path, nargs="*", default=default)
    parser.add_argument("--engine", default=",".join(ENGINES), help="engines to prove on, separated by commas")
    parser.add_argument("--examples", type=int, default=2, help="examples shown of each reason")
    parser.add_argument("--digest", action="store_true", help="prove nothing; print a digest of each result only")
    arguments = parser.parse_args()
    engines = engines_of(arguments.engine.split(","))
    if arguments.digest:
        for case in _cases(arguments.paths):
            print(_digest(_designed(case, engines, verify=False)))
        return 0

    tallies = {engine: Tally(label=engine) for engine in engines}
    digests: list[str] = []
    broken = 0
    started = time.perf_counter()
    for case in _cases(arguments.paths):
        made = _designed(case, engines, verify=None)
        digests.append(_digest(made))
        if isinstance(made, InputError):
            broken += 1
            print(f"{case.name}: {made}")
            continue
        for engine in engines:
            tallies[engine].add(case, made, engine)
    seconds = time.perf_counter() - started
    for tally in tallies.values():
        tally.show(arguments.examples)
    print(f"{len(digests)} texts in {seconds:.0f} s, {broken} not designed")
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    same = _second_run(arguments.paths, engines) == digests
    print(f"a second run writes {'the same bytes' if same else 'OTHER BYTES'}")
    failed = any(t.counts["failed"] or t.loaded < t.texts for t in tallies.values())
    return 1 if failed or broken or not same else 0


def _cases(paths: list[Path]) -> Iterator[Case]:
    for path in paths:
        if path.is_dir():
            yield from _cases(sorted(p for p in path.iterdir() if p.suffix in {".txt", ".md", ".yaml", ".jsonl"}))
        elif path.suffix == ".jsonl":
            for line in path.read_text(encoding="utf-8").splitlines():
                if line.strip():
                    case = json.loads(line)
                    context = case.get("context") or {}
                    yield Case(
                        f"{path.stem}/{case.get('id', '')}",
                        case["text"],
                        context.get("tenancy") or "auto",
                        context.get("tenant_entity"),
                    )
        else:
            yield Case(path.name, path.read_text(encoding="utf-8", errors="replace"))


def _designed(case: Case, engines: list[Engine], *, verify: bool | None) -> Design | InputError:
    try:
        if case.name.endswith(".yaml"):
            return design(load_model(case.text), engine=engines, verify=verify)
        return design(case.text, engine=engines, tenancy=case.tenancy, tenant=case.tenant, verify=verify)
    except InputError as error:
        if case.tenant is None:
            return error
        return _designed(Case(case.name, case.text), engines, verify=verify)


def _digest(made: Design | InputError) -> str:
    if isinstance(made, InputError):
        return str(made)
    parts = [dump_model(made.model)]
    for engine in made.engines:
        parts += [made.ddl[engine], made.statements[engine], made.notes[engine]]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _second_run(paths: list[Path], engines: list[Engine]) -> list[str]:
    command = [sys.executable, __file__, *map(str, paths), "--engine", ",".join(engines), "--digest"]
    seed = os.environ | {"PYTHONHASHSEED": "4711"}
    return subprocess.run(command, env=seed, capture_output=True, text=True, check=True).stdout.splitlines()


def _spread(scores: list[float]) -> str:
    return f"lowest {min(scores):.1f}, mean {sum(scores) / len(scores):.1f}" if scores else "none"


if __name__ == "__main__":
    sys.exit(main())
