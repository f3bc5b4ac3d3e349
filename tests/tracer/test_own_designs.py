"""What we design holds what we read: the DDL made from a text traces back to every fact of its model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from backend_data_model.analyst import analyse
from backend_data_model.designer import design_schema
from backend_data_model.engines.dispatch import read_ddl, render_ddl
from backend_data_model.model.settings import DesignSettings
from backend_data_model.tracer import trace_schema

if TYPE_CHECKING:
    from backend_data_model.model.schema import Engine

TEXTS = Path(__file__).parent.parent / "analyst" / "texts"
ENGINES: tuple[Engine, ...] = ("postgresql", "mysql", "sqlite")


def sample() -> list[dict[str, Any]]:
    """Every fourth short text and every third long one."""
    found = []
    for name, step in (("short_seen", 4), ("long_seen", 3)):
        lines = (TEXTS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        found += [json.loads(line) for line in lines[1::step]]
    return found


@pytest.mark.parametrize(
    ("number", "case"), list(enumerate(sample())), ids=[f"{n}-{case['id']}" for n, case in enumerate(sample())]
)
def test_a_text_traces_clean_through_the_design_made_from_it(number: int, case: dict[str, Any]) -> None:
    engine = ENGINES[number % len(ENGINES)]
    context = case.get("context") or {}
    model = analyse(case["text"], tenancy=context.get("tenancy") or "auto", tenant=context.get("tenant_entity"))
    settings = DesignSettings(engine)
    trace = trace_schema(model, read_ddl(render_ddl(design_schema(model, settings), settings), engine))
    assert trace.facts
    bad = [row for row in trace.facts if row.status in ("missing", "contradicted")]
    assert [(row.kind, row.subject, row.detail) for row in bad] == []
    assert [(one.kind, one.name) for one in trace.unsupported] == []


def test_names_that_end_in_a_figure_are_found_in_the_plural() -> None:
    model = analyse("An r3 has a name and belongs to one r4. An r4 has a code.")
    schema = design_schema(model, DesignSettings("postgresql"))
    assert {table.name for table in schema.tables} == {"r3s", "r4s"}
    assert [row for row in trace_schema(model, schema).facts if row.status != "enforced"] == []
