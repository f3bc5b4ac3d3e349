"""PostgreSQL for these tests, and the client programs that run the written scripts."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from backend_data_model.engines.postgresql.binaries import find_binaries
from backend_data_model.engines.postgresql.server import shared_postgres
from backend_data_model.model.errors import EngineUnavailable

if TYPE_CHECKING:
    from pathlib import Path

    import psycopg

    from backend_data_model.engines.postgresql.server import PostgresServer


def postgres_or_skip(major: int | None = None) -> PostgresServer:
    """The shared throw-away server, of that major version where one is given."""
    try:
        return shared_postgres(major)
    except EngineUnavailable as error:
        pytest.skip(str(error))


def psql(connection: psycopg.Connection[tuple[object, ...]], script: Path, major: int | None = None) -> tuple[int, str]:
    """Run a file with psql in the connection's database: the exit code and everything that was said."""
    program = find_binaries(major).directory / "psql"
    info = connection.info
    done = subprocess.run(
        [str(program), "-X", "-q", "-At", "-h", info.host, "-U", info.user, "-d", info.dbname, "-f", str(script)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr
