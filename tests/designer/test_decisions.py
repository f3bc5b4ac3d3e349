"""What the designer decides, case by case (`cases.yaml`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from backend_data_model.designer import design_schema
from backend_data_model.engines.dispatch import render_ddl
from backend_data_model.model.document import Model
from backend_data_model.model.errors import InputError
from backend_data_model.model.settings import DesignSettings

CASES: list[dict[str, Any]] = YAML(typ="safe").load(Path(__file__).with_name("cases.yaml").read_text())


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_decides(case: dict[str, Any]) -> None:
    model = Model.model_validate(case["model"])
    keys = case.get("keys", "identity")
    settings = DesignSettings(case.get("engine", "postgresql"), version=case.get("version"), keys=keys)
    if "error" in case:
        with pytest.raises(InputError, match=case["error"].replace("(", r"\(")):
            design_schema(model, settings)
        return
    ddl = render_ddl(design_schema(model, settings), settings)
    for text in case.get("has", ()):
        assert text in ddl
    for text in case.get("lacks", ()):
        assert text not in ddl
