"""Nothing leaks from our own designs.  BDM_LEAK_MODELS says how many random models are tried."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, assume, given, settings
from tests.strategies import models

from backend_data_model.designer import design_schema
from backend_data_model.engines.dispatch import render_ddl
from backend_data_model.engines.postgresql.session import postgres_session
from backend_data_model.model.settings import DesignSettings
from backend_data_model.prover.leaks import Hints, find_leaks
from backend_data_model.prover.load import load_script

from .servers import postgres_or_skip

if TYPE_CHECKING:
    from backend_data_model.engines.postgresql.server import PostgresServer
    from backend_data_model.model.document import Model

FEW = 4
LAW = settings(
    max_examples=int(os.environ.get("BDM_LEAK_MODELS", FEW)),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


@pytest.fixture(scope="module")
def server() -> PostgresServer:
    return postgres_or_skip()


@LAW
@given(model=models().filter(lambda model: model.tenancy.kind == "shared"))
def test_nothing_leaks(server: PostgresServer, model: Model) -> None:
    chosen = DesignSettings("postgresql")
    schema = design_schema(model, chosen)
    assume(schema.policies)
    ddl = render_ddl(schema, chosen)
    with postgres_session(server=server, ddl=ddl) as session:
        load_script(ddl, session)
        report = find_leaks(schema, session, Hints())
    assert [f"{c.way} {c.object}: {c.detail}" for c in report.leaks] == []
    # What cannot be tried is said, with the name of the table or the reason for all.
    unsaid = {t.name for t in schema.tables if t.row_security} - {c.object.strip('"') for c in report.checks}
    assert report.counts["held"] or [c for c in report.checks if c.way == "tenancy" and c.detail]
    assert not unsaid or [c for c in report.checks if c.way == "tenancy"], unsaid
