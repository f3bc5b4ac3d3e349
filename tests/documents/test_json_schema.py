"""The published JSON Schema is fresh, and takes and refuses what the reader takes and refuses."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml

from backend_data_model.documents import dump_model, load_model, model_json_schema

ROOT = Path(__file__).parent.parent.parent
PUBLISHED = ROOT / "docs" / "model.schema.json"


def documents() -> list[Any]:
    """The documents shown in the docs and those of the tests."""
    shown = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "model.md").read_text(encoding="utf-8"), flags=re.S)
    return [*shown, (ROOT / "tests" / "report" / "studio.yaml").read_text(encoding="utf-8")]


def test_the_published_schema_is_fresh() -> None:
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == model_json_schema()


@pytest.mark.parametrize("text", documents())
def test_documents_are_valid(text: str) -> None:
    validator = jsonschema.Draft202012Validator(model_json_schema())
    model = load_model(text)
    for written in (text, dump_model(model)):
        validator.validate(yaml.safe_load(written))


def test_a_misspelt_key_is_invalid() -> None:
    validator = jsonschema.Draft202012Validator(model_json_schema())
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({"bdm": 1, "entitis": {}})
