"""Laws that hold for every model: the DDL loads, twice, and it is the same each time."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from tests.strategies import models

from backend_data_model.designer import design_schema
from backend_data_model.engines.dispatch import render_ddl, render_statements
from backend_data_model.migrations.notes import render_migration_notes
from backend_data_model.model.errors import EngineUnavailable
from backend_data_model.model.settings import DesignSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.model.document import Model
    from backend_data_model.model.schema import Engine

LAW = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)


def written(model: Model, engine: Engine, **choices: Any) -> str:
    chosen = DesignSettings(engine, **choices)
    return render_ddl(design_schema(model, chosen), chosen)


@pytest.fixture(scope="module")
def postgres() -> Iterator[Any]:
    from backend_data_model.engines.postgresql.server import scratch_postgres

    try:
        with scratch_postgres() as server:
            yield server
    except EngineUnavailable as error:
        pytest.skip(str(error))


@LAW
@given(models())
def test_loads_on_sqlite(model: Model) -> None:
    connection = sqlite3.connect(":memory:")
    try:
        connection.executescript(written(model, "sqlite"))
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    finally:
        connection.close()


@LAW
@given(models())
def test_loads_on_postgresql(postgres: Any, model: Model) -> None:
    with postgres.database() as connection:
        connection.execute(written(model, "postgresql"))


@LAW
@given(models())
def test_is_deterministic_and_writes_everything(model: Model) -> None:
    for engine in ("postgresql", "mysql", "sqlite"):
        for keys in ("identity", "uuid7", "identity+uuid"):
            chosen = DesignSettings(engine, keys=keys)
            schema = design_schema(model, chosen)
            assert written(model, engine, keys=keys) == render_ddl(schema, chosen)
            assert render_statements(schema, chosen)
            assert render_migration_notes(schema, chosen)
