"""What the analyst makes of short texts, one case for each way of saying a thing; a file for each class of error."""

from __future__ import annotations

from typing import Any

import pytest

from backend_data_model.analyst import analyse
from tests.analyst.facts import facts
from tests.analyst.tables import table

CASES = table("cases")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    model = analyse(case["text"])
    found = facts(model)
    assert sorted(set(case.get("has", [])) - found) == [], sorted(found)
    assert sorted(set(case.get("lacks", [])) & found) == []
    impacts = {question.impact for question in model.questions}
    assert set(case.get("open", [])) <= impacts
