"""Traces of small models through schemas that others might have written, and of designs through themselves."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from benchmarks.trace_renames import renamed
from benchmarks.trace_seeds import faults_of

from backend_data_model.designer import design_schema
from backend_data_model.documents import load_model
from backend_data_model.documents.glossary import read_glossary
from backend_data_model.engines.dispatch import read_ddl, render_ddl
from backend_data_model.model.document import Model
from backend_data_model.model.schema import Engine
from backend_data_model.model.settings import DesignSettings
from backend_data_model.pipeline import analyse_text
from backend_data_model.tracer import trace_schema

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = yaml.safe_load((HERE / "cases.yaml").read_text(encoding="utf-8"))
MODELS = HERE.parent / "designer" / "models"
EXAMPLES = ("clinic-appointments", "podcast-hosting", "tool-rental")
ENGINES: tuple[Engine, ...] = get_args(Engine)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_fact_is_judged_by_what_the_schema_does(case: dict[str, Any]) -> None:
    model = Model.model_validate({"bdm": 1} | case["model"])
    glossary = read_glossary(yaml.safe_dump(case["glossary"])) if "glossary" in case else None
    trace = trace_schema(model, read_ddl(case["schema"], case["engine"]), glossary)
    wanted = case.get("facts", {})
    other = {f"{row.kind} {row.subject}": row.status for row in trace.facts if row.status != "enforced"}
    assert other == wanted, [(row.kind, row.subject, row.detail) for row in trace.facts if row.status != "enforced"]
    assert sorted(f"{e.kind} {e.name}" for e in trace.unsupported if e.kind != "foreign_key") == sorted(
        case.get("unsupported", [])
    )


def model_of(name: str) -> Model:
    if name in EXAMPLES:
        return analyse_text((files("backend_data_model") / "examples" / f"{name}.md").read_text(encoding="utf-8"))
    return load_model((MODELS / f"{name}.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", [*EXAMPLES, *sorted(path.stem for path in MODELS.glob("*.yaml"))])
def test_a_design_traces_clean_through_its_own_ddl(name: str, engine: Engine) -> None:
    model, settings = model_of(name), DesignSettings(engine)
    schema = design_schema(model, settings)
    trace = trace_schema(model, read_ddl(render_ddl(schema, settings), engine))
    assert [row for row in trace.facts if row.status in ("missing", "contradicted")] == []
    assert trace.unsupported == []
    assert trace.counts["not_checked"] < 0.15 * len(trace.facts)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_other_names_change_little(name: str, engine: Engine) -> None:
    model = model_of(name)
    trace = trace_schema(model, renamed(design_schema(model, DesignSettings(engine))))
    bad = [row for row in trace.facts if row.status in ("missing", "contradicted")]
    assert len(bad) <= 2, bad


def test_every_seeded_fault_of_an_example_is_found() -> None:
    import copy

    model = model_of("podcast-hosting")
    schema = design_schema(model, DesignSettings("postgresql"))
    faults = list(faults_of(schema))
    assert len(faults) > 40
    unseen = []
    for fault in faults[::2]:
        broken = copy.deepcopy(schema)
        fault.seed(broken)
        trace = trace_schema(model, broken)
        if trace.ok and not any(e.name == fault.name for e in trace.unsupported):
            unseen.append(f"{fault.kind}: {fault.text}")
    assert unseen == []


def test_rows_carry_their_sentence_and_the_matching_its_score() -> None:
    text = "Each locker has a code (8 chars max, unique). A parcel sits in one locker.\n"
    trace = trace_schema(
        analyse_text(text), read_ddl("CREATE TABLE lockers (id int PRIMARY KEY, code text NOT NULL)", "postgresql")
    )
    row = next(row for row in trace.facts if row.kind == "length")
    assert row.status == "missing"
    assert (row.line, row.quote) == (1, "Each locker has a code (8 chars max, unique).")
    assert {p.model: p.schema for p in trace.pairings}["locker.code"] == "lockers.code"


def test_the_same_input_gives_the_same_trace() -> None:
    model = model_of("tool-rental")
    schema = design_schema(model, DesignSettings("mysql"))
    assert trace_schema(model, schema) == trace_schema(model, schema)
