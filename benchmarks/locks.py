"""Score the predicted effects of PostgreSQL statements against measured ones, with peers on the same statements.

    python benchmarks/locks.py --base BASE.sql CASES.jsonl... [--peers] [-v]

CASES are JSON lines as scripts/measure_locks.py writes them.  A statement is hazardous when it blocks writes or reads
while it works (`high`, `critical`).  `findings` is `bdm lint` with the schema: a finding about locks or rewrites, of
warning or worse.  `none` counts findings where nobody is blocked at all; a brief lock is neither asked for nor held
against a tool there, but in `precision` it is.  Peers (squawk, localtools-postgres-migration-checker) are run where
they are installed; they see the text of the statement only.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from backend_data_model.migrations.effect import Effect
from backend_data_model.migrations.lint.prediction import Predictor
from backend_data_model.migrations.lint.registry import RULES
from backend_data_model.migrations.lint.run import lint_migration
from backend_data_model.migrations.lint.source import Migration, Piece
from backend_data_model.migrations.locks import Lock, LockMode
from backend_data_model.migrations.postgresql.predict.known import Known
from backend_data_model.migrations.postgresql.predict.script import predict_script

_HAZARDOUS = {"high", "critical"}
_KINDS = {"v": "view", "m": "materialized view", "S": "sequence"}
_KINDS |= dict.fromkeys("rp", "table") | dict.fromkeys("iI", "index")
# squawk's rules about locks; the others are about types, names and style.
_SQUAWK_LOCK_RULES = frozenset(
    """adding-field-with-default adding-foreign-key-constraint adding-not-nullable-field
    adding-serial-primary-key-field adding-required-field changing-column-type constraint-missing-not-valid
    disallowed-unique-constraint require-concurrent-index-creation require-concurrent-index-deletion
    require-concurrent-detach-partition require-concurrent-reindex ban-truncate-cascade adding-exclusion-constraint
    require-concurrent-refresh-matview ban-vacuum-full adding-stored-generated-column""".split()  # noqa: SIM905
)


def measured_effect(row: dict[str, Any]) -> Effect:
    """The measured row as an effect, so that its hazard is found by the same rule."""
    locks = tuple(
        Lock(lock["relation"], LockMode[lock["mode"].replace(" ", "_")], _KINDS[lock["kind"]])  # type: ignore[arg-type]
        for lock in row["locks"]
    )
    built = [b["index"] if isinstance(b, dict) else b for b in row["indexes_built"]]
    emptied = row["statement"].lstrip().lower().startswith("truncate")
    rebuilt = () if emptied else tuple(row["index_rebuilds"])
    rewritten = () if emptied else tuple(row["rewrites"])
    return Effect(locks, rewritten, tuple(row["scans"]), (*rebuilt, *built), row["transactional"])


def hazard(row: dict[str, Any]) -> str:
    """The hazard as the table states it, or as it follows from what was measured."""
    stated = row.get("hazard")
    return str(stated).replace("blocks_writes", "write_block") if stated else measured_effect(row).hazard


class Score:
    """Counts over one file of cases."""

    def __init__(self, rows: list[dict[str, Any]], base: str, *, verbose: bool) -> None:
        self.rows = [row for row in rows if row["transactional"] is not None]
        self.found: set[str] = set()
        self.findings: dict[str, list[str]] = {}
        self.exact = dict.fromkeys(("locks", "rewrites", "scans", "transactional", "hazard class"), 0)
        for row in self.rows:
            major, minor = (int(part) for part in row["version"].split()[0].split(".")[:2])
            known = Known(f"{base};\n{row['setup_sql']}", major, minor=minor)
            effect = predict_script(row["statement"], known)[0].effect
            codes = lint_codes(row, f"{base};\n{row['setup_sql']}")
            if codes:
                self.findings[row["id"]] = codes
            if verbose and bool(codes) != (hazard(row) in _HAZARDOUS):
                print(f"{row['id']} findings: {', '.join(codes) or 'none'}; truly {hazard(row)}: {row['statement']}")
            if effect.hazard in _HAZARDOUS:
                self.found.add(row["id"])
            for name, (ours, theirs) in self._compare(row, effect).items():
                self.exact[name] += ours == theirs
                if ours != theirs and verbose:
                    print(f"{row['id']} {name}: {row['statement']}\n    ours {ours}\n    true {theirs}")

    @staticmethod
    def _compare(row: dict[str, Any], effect: Effect) -> dict[str, tuple[Any, Any]]:
        truth = measured_effect(row)
        return {
            "locks": (
                sorted((lock.relation, str(lock.mode)) for lock in effect.locks if lock.kind != "composite type"),
                sorted((lock.relation, str(lock.mode)) for lock in truth.locks),
            ),
            "rewrites": (sorted(effect.rewrites), sorted(truth.rewrites)),
            "scans": (sorted(effect.scans), sorted(truth.scans)),
            "transactional": (effect.transactional, truth.transactional),
            "hazard class": (effect.hazard, hazard(row)),
        }

    @property
    def hazardous(self) -> set[str]:
        """The ids of the statements that hurt."""
        return {row["id"] for row in self.rows if hazard(row) in _HAZARDOUS}

    def line(self, name: str, found: set[str], *, exact: bool) -> str:
        """One line of the table."""
        truth, total = self.hazardous, len(self.rows)
        right = len(found & truth)
        idle = sum(1 for row in self.rows if row["id"] in found and hazard(row) == "none")
        figures = f"{name:24} {right / max(len(truth), 1):6.3f} {right / max(len(found), 1):9.3f} {idle:4}"
        if exact:
            figures += "".join(f" {count / max(total, 1):13.3f}" for count in self.exact.values())
        return figures


def lint_codes(row: dict[str, Any], schema: str) -> list[str]:
    """The codes of the findings about locks and rewrites in a statement."""
    rules = [rule for rule in RULES if rule.family in {"locks", "rewrites"} and rule.severity != "info"]
    predictor = Predictor(schema, int(row["version"].split(".")[0]))
    sql = row["statement"]
    linted = lint_migration(Migration(None, sql, pieces=[Piece(sql)]), rules, predictor=predictor)
    return sorted({finding.code for finding in linted.findings})


def squawk(rows: list[dict[str, Any]]) -> set[str] | None:
    """The statements in which squawk's lock rules find something."""
    program = shutil.which("squawk")
    if program is None:
        return None
    found = set()
    with tempfile.TemporaryDirectory() as folder:
        for row in rows:
            file = Path(folder, f"{re.sub(r'[^a-z0-9_]', '_', row['id'])}.sql")
            file.write_text(row["statement"] + ";\n")
        run = subprocess.run(
            [
                program,
                "--reporter",
                "json",
                "--no-error-on-unmatched-pattern",
                *map(str, sorted(Path(folder).glob("*.sql"))),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
    for finding in json.loads(run.stdout or "[]"):
        if finding.get("rule_name") in _SQUAWK_LOCK_RULES:
            found.add(Path(finding["file"]).stem)
    return found


def localtools(rows: list[dict[str, Any]]) -> set[str] | None:
    """The statements that localtools-postgres-migration-checker calls high."""
    program = shutil.which("localtools-postgres-migration-checker") or shutil.which("pg-migration-checker")
    if program is None:
        return None
    found = set()
    for row in rows:
        run = subprocess.run(
            [program, "check", "--format", "json", "-"],
            input=row["statement"] + ";",
            capture_output=True,
            text=True,
            check=False,
        )
        if re.search(r'"risk"\s*:\s*"(?:high|critical)"', run.stdout):
            found.add(row["id"])
    return found


def main() -> None:
    """Print one table per file of cases."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path, nargs="+")
    parser.add_argument("--base", type=Path, required=True, help="the populated schema on which they were measured")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("-v", "--verbose", action="store_true", help="show each difference")
    options = parser.parse_args()
    base = options.base.read_text()
    for path in options.cases:
        score = Score([json.loads(line) for line in path.read_text().splitlines()], base, verbose=options.verbose)
        print(f"\n{path.stem}: {len(score.rows)} statements, {len(score.hazardous)} hazardous")
        print(f"{'':24} recall precision none" + "".join(f" {name:>13}" for name in score.exact))
        print(score.line("backend-data-model", score.found, exact=True))
        print(score.line("  its findings", set(score.findings), exact=False))
        for name, peer in (("squawk", squawk), ("localtools", localtools)) if options.peers else ():
            found = peer(score.rows)
            print(score.line(name, found, exact=False) if found is not None else f"{name:24} not installed")


if __name__ == "__main__":
    main()
