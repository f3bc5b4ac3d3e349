"""`bdm verify --tenancy URL`: a live server is read and nothing else; the battery runs on a copy elsewhere."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import psycopg
import pytest
from click.testing import CliRunner

from backend_data_model.cli import main
from backend_data_model.engines.postgresql.binaries import find_binaries
from backend_data_model.engines.postgresql.server import scratch_postgres
from backend_data_model.model.errors import EngineUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.postgresql.server import PostgresServer

GOOD = (Path(__file__).parent / "good.sql").read_text()
# `reader` may read and nothing else, so that anything that writes with it fails.
USER = """
INSERT INTO shops (name) VALUES ('one'), ('two');
INSERT INTO products (shop_id, sku, price) VALUES (1, 'a', 1), (2, 'a', 2);
CREATE ROLE reader LOGIN NOINHERIT;
GRANT pg_read_all_data TO reader WITH INHERIT TRUE;
ALTER ROLE reader SET default_transaction_read_only = on;
"""


@pytest.fixture(scope="module")
def live() -> Iterator[PostgresServer]:
    """The user's server: another one than that on which the battery runs."""
    try:
        with scratch_postgres() as server:
            with server.connect() as admin:
                admin.execute("CREATE DATABASE live")
            with server.connect("live") as connection:
                connection.execute(GOOD)
                connection.execute(USER)
            yield server
    except EngineUnavailable as error:
        pytest.skip(str(error))


def url(server: PostgresServer, user: str) -> str:
    """The address of the live database for that user."""
    info = server.connection_info
    return f"postgresql://{user}@/live?host={quote(str(info['host']), safe='')}&port={info.get('port', 5432)}"


def everything(server: PostgresServer) -> str:
    """Schema, rows and roles of the whole server as pg_dumpall writes them, without what is random in its output."""
    info = server.connection_info
    program = find_binaries().directory / "pg_dumpall"
    command = [str(program), "-h", str(info["host"]), "-p", str(info.get("port", 5432)), "-U", str(info["user"])]
    written = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return "\n".join(line for line in written.splitlines() if not line.startswith(("\\restrict", "\\unrestrict")))


def transactions(server: PostgresServer) -> int:
    """The number of the next transaction that writes: it stays the same while nothing is written anywhere."""
    with server.connect("live") as connection:
        return int(connection.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text").fetchall()[0][0])


def verify(server: PostgresServer, user: str) -> tuple[int, dict[str, object]]:
    result = CliRunner().invoke(main, ["verify", "--tenancy", url(server, user), "--format", "json"])
    assert result.exit_code in (0, 1), result.output
    return result.exit_code, json.loads(result.stdout)


def test_a_live_database_is_read_by_one_who_may_only_read(live: PostgresServer) -> None:
    before, number = everything(live), transactions(live)
    code, document = verify(live, "reader")
    assert code == 0, document
    assert document["role"] == "shop_app"
    assert int(document["counts"]["held"]) > 60  # type: ignore[index]
    assert [c for c in document["checks"] if c["way"] == "load"] == []  # type: ignore[attr-defined]
    assert transactions(live) == number
    assert everything(live) == before


def test_a_leak_of_the_live_database_is_found(live: PostgresServer) -> None:
    with live.connect("live") as connection:
        connection.execute("CREATE VIEW plain AS SELECT * FROM orders; GRANT SELECT ON plain TO shop_app")
    try:
        before = everything(live)
        code, document = verify(live, "reader")
        found = {f"{c['verdict']} {c['way']} {c['object']}" for c in document["checks"]}  # type: ignore[attr-defined]
        assert code == 1
        assert "leak view plain" in found
        assert everything(live) == before
    finally:
        with live.connect("live") as connection:
            connection.execute("DROP VIEW plain")


def test_a_server_that_is_not_there_is_said_so() -> None:
    result = CliRunner().invoke(main, ["verify", "--tenancy", "postgresql://nobody@127.0.0.1:1/none"])
    assert result.exit_code == 3
    assert "cannot be read" in result.output


def test_the_copy_has_the_powers_of_the_roles(live: PostgresServer) -> None:
    with psycopg.connect(url(live, str(live.connection_info["user"])), autocommit=True) as connection:
        connection.execute("ALTER ROLE shop_app BYPASSRLS")
        try:
            code, document = verify(live, "reader")
        finally:
            connection.execute("ALTER ROLE shop_app NOBYPASSRLS")
    found = {f"{c['verdict']} {c['way']} {c['object']}" for c in document["checks"]}  # type: ignore[attr-defined]
    assert code == 1
    assert "leak role_attributes shop_app" in found
