"""What the analyst makes of short texts, one case for each way of saying a thing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from backend_data_model.analyst import analyse
from tests.analyst.facts import facts

CASES: list[dict[str, Any]] = YAML(typ="safe").load(Path(__file__).with_name("cases.yaml").read_text())


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    model = analyse(case["text"])
    found = facts(model)
    assert sorted(set(case.get("has", [])) - found) == [], sorted(found)
    assert sorted(set(case.get("lacks", [])) & found) == []
    impacts = {question.impact for question in model.questions}
    assert set(case.get("open", [])) <= impacts
