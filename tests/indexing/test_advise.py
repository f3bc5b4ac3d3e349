"""Advice from DDL and queries alone, case by case; what is advised must be what PostgreSQL takes for the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import postgast
import pytest
import yaml

from backend_data_model.engines.dispatch import read_ddl
from backend_data_model.indexing.advise import advise
from backend_data_model.indexing.statements.files import read_queries

CASES = yaml.safe_load((Path(__file__).parent / "advice.yaml").read_text(encoding="utf-8"))


def canonical(create: str) -> str:
    """A CREATE INDEX without its name, as PostgreSQL's grammar prints it."""
    tree = postgast.parse(create)
    tree.stmts[0].stmt.index_stmt.idxname = ""
    return postgast.deparse(tree)


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["name"])
def test_advice(case: dict[str, Any]) -> None:
    schema = read_ddl(CASES["schemas"].get(case["schema"], case["schema"]), "postgresql")
    found = advise(schema, read_queries(case["queries"], "postgresql"))
    assert found.unread == []
    assert {canonical(one.create) for one in found.advice} == {canonical(text) for text in case["advice"]}
    for query, words in case.get("refused", {}).items():
        reasons = [one.reason for one in found.refused if one.query == query]
        assert any(words in reason for reason in reasons), reasons
    answered = {name for one in found.advice for name in one.queries} | {one.query for one in found.refused}
    assert len(answered) >= found.queries
