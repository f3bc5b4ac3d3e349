"""The leak battery on the design of every multi-tenant text of a set of requirements (JSON lines: id, text, context).

    python benchmarks/leaks.py bench/extraction/dev.jsonl bench/extraction/longdev.jsonl

A text counts as multi-tenant where its `context` says that tenants share tables, or our reading of it does.
Prints a line for each text and the sum; exit code 1 when anything leaks.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path

from backend_data_model.designer import design_schema
from backend_data_model.engines.dispatch import render_ddl
from backend_data_model.model.settings import DesignSettings
from backend_data_model.pipeline import analyse_text, open_session, try_leaks
from backend_data_model.prover import load_script

SETTINGS = DesignSettings("postgresql")


def main(paths: list[str]) -> int:
    """Attack the design of each text."""
    total: Counter[str] = Counter()
    texts = 0
    for path in paths:
        for line in Path(path).read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            found = attack(case)
            if found is None:
                continue
            texts += 1
            total.update(found)
    print(f"{texts} multi-tenant texts: " + ", ".join(f"{count} {verdict}" for verdict, count in sorted(total.items())))
    return 1 if total["leak"] else 0


def attack(case: dict[str, object]) -> Counter[str] | None:
    """The verdicts of one text, or None where it has no tenants."""
    context = case.get("context")
    stated = context if isinstance(context, dict) else {}
    shared = stated.get("tenancy") == "shared"
    model = analyse_text(
        str(case["text"]),
        tenancy="shared" if shared else "auto",
        tenant=stated.get("tenant_entity") if shared else None,
    )
    if model.tenancy.kind != "shared":
        return None
    schema = design_schema(model, SETTINGS)
    ddl = render_ddl(schema, SETTINGS)
    began = time.perf_counter()
    with open_session("postgresql", ddl) as session:
        load_script(ddl, session)
        report = try_leaks(schema, session, lambda message: None)
    verdicts: Counter[str] = Counter(check.verdict for check in report.checks)
    seconds = time.perf_counter() - began
    print(f"{case['id']}: {len(schema.tables)} tables, {dict(sorted(verdicts.items()))}, {seconds:.1f} s")
    for check in report.checks:
        if check.verdict in {"leak", "warning"} or (check.verdict == "not_checked" and check.way != "estimates"):
            print(f"    {check.verdict} {check.way} {check.object}: {check.detail}")
    return verdicts


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
