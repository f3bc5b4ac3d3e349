"""Renames written as comments in the new schema."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from backend_data_model.migrations.rename_hints import read_rename_hints

CASES = yaml.safe_load(Path(__file__).with_name("rename_hints.yaml").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_hints(case: dict[str, Any]) -> None:
    hints = read_rename_hints(case["ddl"], case["engine"])
    assert hints.tables == case.get("tables", {})
    assert hints.indexes == case.get("indexes", {})
    assert hints.types == case.get("types", {})
    for part in ("columns", "keys", "constraints", "values", "using", "back"):
        found = {f"{table}.{name}": old for (table, name), old in getattr(hints, part).items()}
        assert found == case.get(part, {})
    derived = {f"{t}.{c}": f"{', '.join(said.sources)}: {said.expression}" for (t, c), said in hints.derived.items()}
    assert derived == case.get("derived", {})
