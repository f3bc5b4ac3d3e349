"""What becomes of claims about a text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from backend_data_model.analyst import analyse
from backend_data_model.claims import ClaimsReport, merge_claims, read_claims
from backend_data_model.documents.contradictions import contradictions

CASES = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text(encoding="utf-8"))


def became(report: ClaimsReport, index: int) -> str:
    dropped = {one.index: one.why.value for one in report.dropped}
    if index in dropped:
        return dropped[index]
    if index in report.asked:
        return "asked"
    for name in ("withdrawn", "added", "confirmed"):
        if index in getattr(report, name):
            return name
    return "nothing"


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_becomes_of_each_claim(case: dict[str, Any]) -> None:
    merged = merge_claims(analyse(case["text"]), case["text"], read_claims({"claims": case["claims"]}))
    assert [became(merged.report, index) for index in range(len(case["claims"]))] == case["becomes"]
    assert list(contradictions(merged.model)) == []


def test_no_claims_leave_the_model_as_it_is() -> None:
    text = "Each customer has a name. Each order belongs to one customer."
    model = analyse(text)
    assert merge_claims(model, text, read_claims({})).model == model
