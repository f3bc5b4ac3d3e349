"""Design a schema for each case of a JSON Lines file of requirement texts, for an outside scorer to compare.

    python benchmarks/extraction.py CASES.jsonl OUT [--engine postgresql] [--no-context] [--verify]

Each line of CASES holds `id`, `text` and, where it is known, `context` with `tenancy` and `tenant_entity`.  Writes
OUT/<id>/schema.sql; a case that fails is named with its error, and the exit code is then 1.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from backend_data_model import design
from backend_data_model.model.errors import InputError


def main() -> int:
    """Design every case; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("cases", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--engine", default="postgresql")
    parser.add_argument("--no-context", action="store_true", help="leave tenancy to the text alone")
    parser.add_argument("--verify", action="store_true", help="prove each schema as well")
    arguments = parser.parse_args()

    failed = proved = unproved = 0
    cases = [json.loads(line) for line in arguments.cases.read_text(encoding="utf-8").splitlines() if line.strip()]
    for case in cases:
        context = {} if arguments.no_context else case.get("context") or {}
        try:
            made = design(
                case["text"],
                engine=arguments.engine,
                tenancy=context.get("tenancy") or "auto",
                tenant=context.get("tenant_entity"),
                verify=arguments.verify,
            )
        except InputError as error:
            failed += 1
            print(f"{case['id']}: {error}", file=sys.stderr)
            continue
        folder = arguments.out / case["id"]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "schema.sql").write_text(made.schema_sql(), encoding="utf-8")
        proof = made.proofs[arguments.engine]
        if proof is None:
            continue
        proved += sum(item.status == "proved" for item in proof.proofs)
        bad = [f"line {item.position.line}: {item.detail}" for item in proof.statements if item.rung == "failed"]
        bad += [f"{item.object} ({item.kind}): {item.detail}" for item in proof.proofs if item.status != "proved"]
        unproved += len(bad)
        for problem in bad:
            print(f"{case['id']}: {problem}", file=sys.stderr)
    print(f"{len(cases) - failed} of {len(cases)} cases designed into {arguments.out}")
    if arguments.verify:
        print(f"{proved} constraints proved, {unproved} statements or constraints not")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
