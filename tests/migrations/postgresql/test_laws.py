"""Laws over random pairs of schemas, on a real server: plans converge, nothing is left to plan."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from tests.migrations.postgresql.schemas import ddl

from backend_data_model.engines.postgresql.server import scratch_postgres
from backend_data_model.migrations.postgresql.catalog.read import read_catalog
from backend_data_model.migrations.postgresql.plan import plan_on
from backend_data_model.migrations.postgresql.planner import steps_between
from backend_data_model.migrations.postgresql.scratch import loaded
from backend_data_model.model.errors import EngineUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.postgresql.server import PostgresServer

PAIRS = int(os.environ.get("BDM_LAW_PAIRS", "6"))


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
def test_plan_converges(old: str, new: str, server: PostgresServer) -> None:
    with loaded(server, new) as after, loaded(server, old) as before:
        wanted = read_catalog(after)
        plan_on(before, wanted, server.version)
        reached = read_catalog(before)
        assert _differences(reached.objects, wanted.objects) == []
        assert steps_between(reached, wanted) == []


def _differences(got: dict[Any, Any], wanted: dict[Any, Any]) -> list[str]:
    refs = [ref for ref in {**got, **wanted} if got.get(ref) != wanted.get(ref)]
    return [f"{ref}: {got.get(ref)} instead of {wanted.get(ref)}" for ref in refs]
