"""The read-back: one fixed pattern for each kind of fact."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from backend_data_model.analyst.readback import literal, render_readback
from backend_data_model.documents import load_model
from tests.strategies import models

if TYPE_CHECKING:
    from backend_data_model.model.document import Model

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("readback.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_each_fact_has_its_sentence(case: dict[str, Any]) -> None:
    text = render_readback(load_model(case["model"]))
    lines = text.splitlines()
    for sentence in case["says"]:
        assert f"- {sentence}" in lines, text


@settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
@given(models())
def test_any_model_is_read_back_in_lines_of_plain_markdown(model: Model) -> None:
    text = render_readback(model)
    assert text == render_readback(model)
    outside = re.sub(r"`[^`\n]*`", "", text.replace("\\<", ""))
    assert "<" not in outside
    for line in text.splitlines():
        assert line == "" or line.startswith(("# ", "## ", "- ", "Read each", "The text does"))
    for name, entity in model.entities.items():
        shown = literal(name) if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name) else name.replace("_", " ")
        assert text.count(f"Each **{shown}** ") >= len(entity.attributes)
