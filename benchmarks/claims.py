"""What claims of a language model are worth: schemas from perfect and from noisy claims, with and without our checks.

    python -m benchmarks.claims CASES.jsonl OUT [--noise 0.2] [--seed 1]

CASES are requirement texts with the facts that a careful modeller takes from them (`gold`).  A made-up model reads each
text: perfectly, or with a share of its facts wrong, missing or made up.  Its second reading answers the questions that
the first one raised, and refuses what the rules read and it did not, with the same share of errors.  Writes
OUT/{rules,perfect,noisy}/<id>/schema.sql, and OUT/alone.jsonl: the noisy facts as they are, for an outside scorer.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.gold_claims import claims_of, spoilt

from backend_data_model.analyst import analyse
from backend_data_model.claims import merge_claims, read_claims
from backend_data_model.claims.facts import known_facts
from backend_data_model.designer import design_schema
from backend_data_model.engines.dispatch import render_ddl
from backend_data_model.model.settings import DesignSettings

if TYPE_CHECKING:
    from backend_data_model.model.document import Model


def main() -> int:
    """Write the schemas of every reading; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("cases", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--noise", type=float, default=0.2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="ids, with commas")
    parser.add_argument("--details", action="store_true", help="name every claim that was dropped")
    arguments = parser.parse_args()
    told = {"perfect": Counter[str](), "noisy": Counter[str]()}
    alone = []
    for line in arguments.cases.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if arguments.only and case["id"] not in arguments.only.split(","):
            continue
        context = case.get("context") or {}
        rules = analyse(case["text"], tenancy=context.get("tenancy") or "auto", tenant=context.get("tenant_entity"))
        dice = random.Random(f"{arguments.seed} {case['id']}")
        worse = {**case, "gold": spoilt(case["gold"], dice, arguments.noise)}
        alone.append({"id": case["id"], "tables": worse["gold"]["tables"]})
        readings = {
            "rules": rules,
            "perfect": _two_rounds(rules, case, dice, 0.0, told["perfect"], arguments.details),
            "noisy": _two_rounds(rules, worse, dice, arguments.noise, told["noisy"], False),
        }
        for name, model in readings.items():
            folder = arguments.out / name / case["id"]
            folder.mkdir(parents=True, exist_ok=True)
            setting = DesignSettings("postgresql")
            (folder / "schema.sql").write_text(render_ddl(design_schema(model, setting), setting), encoding="utf-8")
    (arguments.out / "alone.jsonl").write_text("".join(json.dumps(one) + "\n" for one in alone), encoding="utf-8")
    for reading, counts in told.items():
        print(f"{reading}: " + ", ".join(f"{count} {what}" for what, count in counts.items()))
    return 0


def _two_rounds(
    rules: Model, case: dict[str, Any], dice: random.Random, noise: float, told: Counter[str], details: bool
) -> Model:
    """The model after the second reading: every question answered, every unconfirmed fact looked at."""
    text = case["text"]
    claims = claims_of(case, rules)
    first = merge_claims(rules, text, read_claims({"claims": claims}))
    quotes = {fact.id: fact.fact.evidence[0].quote for fact in known_facts(first.model) if fact.fact.evidence}
    any_quote = rules.sentences[0].text
    claims += [
        {"kind": "not_stated", "fact": fact, "reason": "not in the text", "quote": quotes.get(fact, any_quote)}
        for fact in first.report.unconfirmed
        if dice.random() >= noise
    ]
    second = merge_claims(rules, text, read_claims({"claims": claims}))
    raised = set(second.report.asked.values())
    verdicts = [
        {
            "question": question.id,
            "answer": question.choices[0 if dice.random() < noise else 1].answer,
            "quote": any_quote,
        }
        for question in second.model.questions
        if question.id in raised
    ]
    merged = merge_claims(rules, text, read_claims({"claims": claims, "verdicts": verdicts}))
    report = merged.report
    for what in ("added", "confirmed", "withdrawn", "asked", "dropped", "unconfirmed"):
        told[what] += len(getattr(report, what))
    for one in report.dropped if details else ():
        shown = {key: value for key, value in claims[one.index].items() if key != "quote"}
        print(f"{case['id']}: {one.why.value}: {one.message}\n    {shown}\n    {claims[one.index]['quote']!r}")
    return merged.model


if __name__ == "__main__":
    sys.exit(main())
