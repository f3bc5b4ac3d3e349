"""Words of a sentence that went into no fact are told; sentences read whole are not doubted."""

from __future__ import annotations

from typing import Any

import pytest

from backend_data_model.analyst import analyse
from backend_data_model.model.document import Outcome
from tests.analyst.tables import table

CASES = table("accounting")


@pytest.mark.parametrize("case", CASES, ids=[case["text"] for case in CASES])
def test_what_was_left(case: dict[str, Any]) -> None:
    last = analyse(case["text"]).sentences[-1]
    if "outcome" in case:
        assert last.outcome == case["outcome"]
    elif "told" in case:
        assert last.outcome is Outcome.PARTLY
        assert case["told"] in (last.reason or "")
    else:
        assert (last.outcome, last.reason) == (Outcome.USED, None)
