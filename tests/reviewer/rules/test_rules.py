"""Each rule on the DDL of its YAML file: what must be found, and what must not."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest
from ruamel.yaml import YAML

from backend_data_model.engines.dispatch import read_ddl
from backend_data_model.model.document import Model
from backend_data_model.reviewer.registry import RULES
from backend_data_model.reviewer.review import review_schema

CASES = {path.stem: YAML(typ="safe").load(path) for path in sorted(Path(__file__).parent.glob("BDM*.yaml"))}


def cases() -> list[Any]:
    """Every case, named by its code, expectation and number."""
    return [
        pytest.param(code, case, id=f"{code}-{kind}-{number}")
        for code, file in CASES.items()
        for kind in ("fail", "pass")
        for number, case in enumerate(file[kind], 1)
    ]


def test_every_rule_has_cases() -> None:
    assert set(CASES) == {rule.code for rule in RULES}
    for code, file in CASES.items():
        assert len(file["fail"]) >= 2, code
        assert len(file["pass"]) >= 2, code
        assert all(case.get("finds") for case in file["fail"]), code


@pytest.mark.parametrize(("code", "case"), cases())
def test_rule(code: str, case: dict[str, Any]) -> None:
    schema = read_ddl(case["sql"], case.get("engine", "postgresql"))
    assert schema.unparsed == []
    if "version" in case:
        schema.version = case["version"]
    model = Model.model_validate(case["model"]) if "model" in case else None
    # An ignore comment is unused only when its rule is run, so the rules about comments need all others.
    select = () if code.startswith("BDM9") else (code,)
    review = review_schema(
        schema, model, select=select, tenant=cast("str | None", case.get("tenant")), text=case["sql"]
    )
    found = [finding.object for finding in review.findings if finding.code == code]
    assert sorted(found) == sorted(case.get("finds", []))
