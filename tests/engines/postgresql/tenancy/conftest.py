"""One throw-away server for the tests of tenancy, and sessions of the application's role on it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from backend_data_model.model.errors import EngineUnavailable

if TYPE_CHECKING:
    from backend_data_model.engines.postgresql.server import PostgresServer

ROWS = (Path(__file__).parent.parent.parent / "agency_rows.sql").read_text()


@pytest.fixture(scope="session")
def postgres() -> PostgresServer:
    from backend_data_model.engines.postgresql.server import shared_postgres

    try:
        return shared_postgres()
    except EngineUnavailable as error:
        pytest.skip(str(error))


def column(connection: Any, sql: str) -> list[Any]:
    """The first column of all rows."""
    return [row[0] for row in connection.execute(sql).fetchall()]
