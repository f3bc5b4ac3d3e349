"""Reading the read-back gives the identical model, and writing that gives the identical text."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings

from backend_data_model.analyst import analyse
from backend_data_model.readback import read_readback, render_readback
from backend_data_model.readback.read import parse_readback
from tests.readback.strategies import full_models

if TYPE_CHECKING:
    from backend_data_model.model.document import Model

EXAMPLES = int(os.environ.get("READBACK_EXAMPLES", "60"))
ROOT = Path(__file__).resolve().parents[2]


def assert_identical(model: Model) -> None:
    text = render_readback(model)
    again = parse_readback(text)
    assert again == model
    assert again.model_dump_json() == model.model_dump_json()
    assert render_readback(again) == text


@settings(deadline=None, max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), database=None)
@given(full_models)
def test_any_model_comes_back(model: Model) -> None:
    assert_identical(model)


@pytest.mark.parametrize("name", ["short_seen", "long_seen"])
def test_the_model_of_every_text_comes_back(name: str) -> None:
    path = ROOT / "tests" / "analyst" / "texts" / f"{name}.jsonl"
    for line in path.read_text(encoding="utf-8").splitlines():
        assert_identical(analyse(json.loads(line)["text"]))


@pytest.mark.parametrize("path", sorted((ROOT / "src/backend_data_model/examples").glob("*.md")), ids=lambda p: p.stem)
def test_the_model_of_every_example_comes_back(path: Path) -> None:
    model = analyse(path.read_text(encoding="utf-8"))
    assert read_readback(render_readback(model)) == model
