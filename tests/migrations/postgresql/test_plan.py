"""Plans on a real PostgreSQL: they make the old schema equal to the new one, and then nothing is left to plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from backend_data_model.engines.postgresql.server import scratch_postgres
from backend_data_model.migrations.postgresql.catalog.read import read_catalog
from backend_data_model.migrations.postgresql.plan import plan_ddl
from backend_data_model.migrations.postgresql.planner import steps_between
from backend_data_model.migrations.postgresql.scratch import loaded
from backend_data_model.model.errors import EngineUnavailable, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.postgresql.server import PostgresServer

CASES = yaml.safe_load(Path(__file__).with_name("plan_cases.yaml").read_text())


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    try:
        with scratch_postgres() as found:
            yield found
    except EngineUnavailable as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_plan(case: dict[str, Any], server: PostgresServer) -> None:
    plan = plan_ddl(server, case["old"], case["new"])
    said = "\n".join(step.sql for step in plan.steps)
    place = 0
    for part in case["says"]:
        place = said.find(part, place)
        assert place >= 0, f"{part!r} is not there, or too early, in:\n{said}"
    assert bool(plan) == bool(case["says"])
    for part in case.get("never", ()):
        assert part not in said
    for question in case.get("asks", ()):
        assert any(asked.startswith(question) for asked in plan.questions), plan.questions
    assert len(plan.questions) == len(case.get("asks", plan.questions))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_catalog_is_planned_from_nothing(case: dict[str, Any], server: PostgresServer) -> None:
    with loaded(server, case["new"]) as wanted, loaded(server, "") as empty:
        catalog = read_catalog(wanted)
        for step in steps_between(read_catalog(empty), catalog):
            empty.execute(step.sql.encode())
        assert read_catalog(empty).objects == catalog.objects


def test_refused_statement_is_named_with_its_place(server: PostgresServer) -> None:
    with pytest.raises(InputError, match=r"NEW:2:1: PostgreSQL refuses this statement: relation .nowhere. does not"):
        plan_ddl(server, "", "create table t ();\nalter table nowhere add x int;")
