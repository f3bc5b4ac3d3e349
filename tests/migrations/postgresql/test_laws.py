"""Laws over random pairs of schemas, on a real server: plans converge, nothing is left to plan, undo leads back."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from tests.migrations.postgresql.schemas import ddl

from backend_data_model.engines.postgresql.server import scratch_postgres
from backend_data_model.engines.split import split_statements
from backend_data_model.migrations.postgresql.catalog.objects import Column, Enum
from backend_data_model.migrations.postgresql.catalog.read import read_catalog
from backend_data_model.migrations.postgresql.plan import plan_on
from backend_data_model.migrations.postgresql.planner import steps_between
from backend_data_model.migrations.postgresql.scratch import loaded
from backend_data_model.model.errors import EngineUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

    from backend_data_model.engines.postgresql.server import PostgresServer
    from backend_data_model.migrations.postgresql.catalog.catalog import Catalog
    from backend_data_model.migrations.steps import Plan

PAIRS = int(os.environ.get("BDM_LAW_PAIRS", "6"))
CASES = yaml.safe_load(Path(__file__).with_name("law_pairs.yaml").read_text())


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    try:
        with scratch_postgres() as found:
            yield found
    except EngineUnavailable as error:
        pytest.skip(str(error))


@settings(
    max_examples=PAIRS,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(old=ddl(), new=ddl())
def test_plan_converges_and_undo_leads_back(old: str, new: str, server: PostgresServer) -> None:
    _check(old, new, server)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_plan_of_a_found_pair_converges_and_undo_leads_back(case: dict[str, str], server: PostgresServer) -> None:
    _check(case["old"], case["new"], server)


def _check(old: str, new: str, server: PostgresServer) -> None:
    with loaded(server, new) as after, loaded(server, old) as before:
        wanted, first = read_catalog(after), read_catalog(before)
        plan = plan_on(before, wanted, server.version)
        reached = read_catalog(before)
        assert _differences(reached.objects, wanted.objects) == []
        assert steps_between(reached, wanted) == []
        _undo(before, plan)
        assert _differences(_comparable(read_catalog(before), plan), _comparable(first, plan)) == []


def _differences(got: dict[Any, Any], wanted: dict[Any, Any]) -> list[str]:
    refs = [ref for ref in {**got, **wanted} if got.get(ref) != wanted.get(ref)]
    return [f"{ref}: {got.get(ref)} instead of {wanted.get(ref)}" for ref in refs]


def _undo(connection: psycopg.Connection[Any], plan: Plan) -> None:
    for step in reversed(plan.steps):
        for statement in split_statements(step.undo or "", "postgresql"):
            connection.execute(statement.sql.encode())


def _comparable(catalog: Catalog, plan: Plan) -> dict[Any, Any]:
    """The objects without what no undo can bring back: labels that were added, NOT NULL of values that are lost."""
    said = "\n".join(step.sql for step in plan.steps)
    found: dict[Any, Any] = {}
    for ref, item in catalog.objects.items():
        if isinstance(item, Enum) and f"ALTER TYPE {ref.name} ADD VALUE" in said:
            found[ref] = "labels were added"
        elif isinstance(item, Column) and f"ALTER TABLE {ref.of} DROP COLUMN {ref.name}" in said:
            found[ref] = replace(item, not_null=False)
        else:
            found[ref] = item
    return found
