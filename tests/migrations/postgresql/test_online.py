"""Plans over rows: they converge, keep what is asked to be kept, leave nothing to plan, and their undo leads back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from backend_data_model.engines.postgresql.server import scratch_postgres
from backend_data_model.engines.split import split_statements
from backend_data_model.migrations.postgresql.catalog.read import read_catalog
from backend_data_model.migrations.postgresql.plan import plan_on
from backend_data_model.migrations.postgresql.planner import steps_between
from backend_data_model.migrations.postgresql.predict.plans import predict_steps
from backend_data_model.migrations.postgresql.scratch import loaded
from backend_data_model.model.errors import EngineUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

    from backend_data_model.engines.postgresql.server import PostgresServer
    from backend_data_model.migrations.postgresql.catalog.catalog import Catalog
    from backend_data_model.migrations.steps import Plan

CASES = yaml.safe_load(Path(__file__).with_name("online_cases.yaml").read_text())
RUNS = sorted(((major, case) for case in CASES for major in case["versions"]), key=lambda run: run[0])


@pytest.fixture(scope="module", params=sorted({major for major, _ in RUNS}))
def server(request: pytest.FixtureRequest) -> Iterator[PostgresServer]:
    try:
        with scratch_postgres(request.param) as found:
            yield found
    except EngineUnavailable as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_plan_over_rows(case: dict[str, Any], server: PostgresServer) -> None:
    if server.version_tuple[0] not in case["versions"]:
        pytest.skip("not a case for this version")
    with loaded(server, case["new"]) as after, loaded(server, case["old"]) as before:
        wanted, first = read_catalog(after), read_catalog(before)
        plan = plan_on(before, wanted, server.version)
    predict_steps(plan.steps, case["old"], server.version_tuple[0])
    assert [step.sql for step in plan.steps if step.hazard == "high" and not step.blocking] == []
    _check_words(case, plan)
    with loaded(server, case["old"]) as connection:
        connection.execute(case["rows"].encode())
        answers = _answers(connection, case)
        for step in plan.steps:
            connection.execute(step.sql.encode())
        assert _answers(connection, case) == answers
        assert steps_between(read_catalog(connection), wanted) == []
        for step in reversed(plan.steps):
            for statement in split_statements(step.undo or "", "postgresql"):
                connection.execute(statement.sql.encode())
        assert _differences(read_catalog(connection), first) == []
        assert _answers(connection, case) == answers


def _check_words(case: dict[str, Any], plan: Plan) -> None:
    said, place = "\n".join(step.sql for step in plan.steps), 0
    for part in case["says"]:
        place = said.find(part, place)
        assert place >= 0, f"{part!r} is not there, or too early, in:\n{said}"
    for part in case.get("never", ()):
        assert part not in said
    for one, other in [case["together"]] if "together" in case else []:
        found = [next(step for step in plan.steps if part in step.sql).transaction for part in (one, other)]
        assert found[0] == found[1] is not None
    assert [step.loses_data for step in plan.loses_data] == case.get("loses", [])
    assert plan.unmanaged == case.get("unmanaged", [])
    broken = [step.backward_incompatible for step in plan.steps if step.backward_incompatible]
    for part in case.get("breaks", ()):
        assert any(part in text for text in broken), broken
    assert all(step.undo is not None for step in plan.steps)
    assert [step.sql for step in plan.steps if step.blocking] == case.get("blocking", [])


def _answers(connection: psycopg.Connection[Any], case: dict[str, Any]) -> list[Any]:
    return [connection.execute(query.encode()).fetchall() for query in case.get("asks", ())]


def _differences(got: Catalog, wanted: Catalog) -> list[str]:
    """What is not as wanted."""
    refs = {**got.objects, **wanted.objects}
    return [
        f"{ref}: {got.objects.get(ref)} instead of {wanted.objects.get(ref)}"
        for ref in refs
        if got.objects.get(ref) != wanted.objects.get(ref)
    ]
