"""How many facts are silently wrong: no question asks about them and their sentence is shown as understood.

    score.py CASES.jsonl pred.jsonl --details | python benchmarks/silent_misses.py CASES.jsonl

Reads an outside scorer's lines of missed, extra and wrong facts (`MISS column orders.total`, under a line that starts
with the case's id), finds for each the sentences that speak of it (those that share most word stems with it), and asks
the model whether one of them was shown as not, or only partly, understood, or whether a question rests on it.  The
rate is the silent ones per gold fact.  A sentence shown as partly understood of which no fault speaks is a false
alarm; their rate is per sentence that gave facts and of which no fault speaks.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backend_data_model.analyst.analyse import analyse
from backend_data_model.model.document import Outcome

if TYPE_CHECKING:
    from backend_data_model.model.document import Model, Sentence

_FACT = re.compile(
    r"^ {4}(?P<what>MISS|EXTRA|NULL|TYPE|FKNULL|FKUNIQ)\s+"
    r"(?P<kind>table|column|fk|tfk|unique|check)?\s*(?P<fact>.+)$"
)
_WORD = re.compile(r"[a-z]+|\d+(?:\.\d+)?")
_SCORER_WORDS = "pred gold none got null not tenant range enum length compare other"
_NOISE = frozenset(f"{_SCORER_WORDS} id in at on of is for true false".split())
_GAVE = frozenset({Outcome.USED, Outcome.PARTLY})
_SHOWN = frozenset({Outcome.UNPARSED, Outcome.PARTLY})


@dataclass(frozen=True, slots=True)
class Fault:
    """A fact that the scorer found missing, extra or wrong: `table` and `rest` are its words."""

    line: str
    table: frozenset[str]
    rest: frozenset[str]


def stems(text: str) -> frozenset[str]:
    """The first letters of each word: enough to match `activity` and `activities`, `starts` and `started`."""
    return frozenset(word[:5].rstrip("esy") or word for word in _WORD.findall(text.lower()) if word not in _NOISE)


def faults(details: str) -> dict[str, list[Fault]]:
    """The faults of each case."""
    found: dict[str, list[Fault]] = {}
    case = ""
    for line in details.splitlines():
        if line[:1].strip() and re.match(r"\w+ .*macro", line):
            case = line.split()[0]
            found[case] = []
        elif (match := _FACT.match(line)) is not None and case:
            table, _, rest = re.sub(r"[.:(]", "|", match["fact"], count=1).partition("|")
            found[case].append(Fault(line.strip(), stems(table), stems(rest)))
    return found


def speaking(fault: Fault, model: Model) -> list[Sentence]:
    """The sentences that share most with a fault; the attribute's words count more than the table's."""
    scored = [(4 * len(fault.rest & words) + len(fault.table & words), sentence) for sentence, words in _words(model)]
    best = max((score for score, _ in scored), default=0)
    return [sentence for score, sentence in scored if score == best and best > 0]


def _words(model: Model) -> list[tuple[Sentence, frozenset[str]]]:
    return [(sentence, stems(sentence.text)) for sentence in model.sentences]


def is_silent(fault: Fault, model: Model) -> bool:
    """Whether nothing told the reader that this fact may be wrong."""
    sentences = speaking(fault, model)
    if any(sentence.outcome in _SHOWN for sentence in sentences):
        return False
    lines = {(sentence.line, sentence.text) for sentence in sentences}
    for question in model.questions:
        about = stems(question.about.replace("_", " "))
        if any((e.line, e.quote) in lines for e in question.evidence) and (about & (fault.rest | fault.table)):
            return False
    return True


def gold_facts(gold: dict[str, Any]) -> int:
    """How many facts a gold schema states: tables, columns, keys, uniques and checks."""
    return sum(
        1 + sum(len(table.get(key) or ()) for key in ("columns", "unique", "checks", "foreign_keys"))
        for table in gold["tables"]
    )


def main() -> int:
    """Print the rate, and with `--list` each silent fault."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("cases", type=Path)
    parser.add_argument("--list", action="store_true", help="print each silent fault")
    parser.add_argument("--alarms", action="store_true", help="print each false alarm")
    arguments = parser.parse_args()
    found = faults(sys.stdin.read())
    facts = wrong = 0
    right = alarms = 0
    silent: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    for case in (json.loads(line) for line in arguments.cases.read_text(encoding="utf-8").splitlines() if line.strip()):
        context = case.get("context") or {}
        model = analyse(case["text"], tenancy=context.get("tenancy") or "auto", tenant=context.get("tenant_entity"))
        facts += gold_facts(case["gold"])
        outcomes.update(sentence.outcome.value for sentence in model.sentences)
        blamed = {s.text for fault in found.get(case["id"], []) for s in speaking(fault, model)}
        for sentence in model.sentences:
            if sentence.outcome in _GAVE and sentence.text not in blamed:
                right += 1
                alarms += sentence.outcome is Outcome.PARTLY
                if arguments.alarms and sentence.outcome is Outcome.PARTLY:
                    print(f"{case['id']}  {sentence.text[:120]}  <- {sentence.reason}")
        for fault in found.get(case["id"], []):
            wrong += 1
            if is_silent(fault, model):
                silent[fault.line.split()[0]] += 1
                if arguments.list:
                    print(f"{case['id']}  {fault.line}  <- {[s.text[:90] for s in speaking(fault, model)[:2]]}")
    print(f"{facts} gold facts, {wrong} faults, {silent.total()} silent: {100 * silent.total() / facts:.1f} %")
    share = f"{100 * alarms / max(right, 1):.1f} %"
    print(f"{right} sentences with facts and no fault, {alarms} shown as partly understood: {share}")
    print("silent: " + ", ".join(f"{kind} {count}" for kind, count in silent.most_common()))
    print("sentences: " + ", ".join(f"{kind} {count}" for kind, count in sorted(outcomes.items())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
