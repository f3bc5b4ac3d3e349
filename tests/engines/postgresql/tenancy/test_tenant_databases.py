"""A database for each tenant, by the script as it is written, on a server of its own."""

from __future__ import annotations

import itertools
import os
import subprocess
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.engines.agency import Made

from backend_data_model.engines.postgresql.binaries import find_binaries
from backend_data_model.engines.postgresql.server import scratch_postgres
from backend_data_model.model.errors import EngineUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from backend_data_model.engines.postgresql.server import PostgresServer

MADE = Made("postgresql", "database")
NUMBERS = itertools.count(1)


class Tenants:
    """The script in a directory, beside the schema, and the server on which it works."""

    def __init__(self, server: PostgresServer, directory: Path) -> None:
        self.server, self.directory, self.prefix = server, directory, f"p{next(NUMBERS)}"
        (directory / "tenancy").mkdir()
        (directory / "schema.sql").write_text(MADE.ddl)
        for name, text in MADE.files.items():
            (directory / "tenancy" / name).write_text(text)

    def __call__(self, *words: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {
            "PATH": f"{find_binaries().directory}{os.pathsep}{os.environ['PATH']}",
            "PGHOST": self.server.connection_info["host"],
            "PGUSER": "postgres",
            "PREFIX": self.prefix,
        }
        return subprocess.run(
            ["/bin/sh", str(self.directory / "tenancy" / "tenant_databases.sh"), *words],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def rows(self, tenant: str, sql: str, user: str = "postgres") -> list[Any]:
        information = self.server.connection_info | {"dbname": f"{self.prefix}_{tenant}", "user": user}
        with psycopg.connect(**information, autocommit=True) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    try:
        if not (find_binaries().directory / "psql").exists():
            pytest.skip("psql is not beside the server")
        with scratch_postgres() as server:
            yield server
    except EngineUnavailable as error:
        pytest.skip(str(error))


@pytest.fixture
def tenants(server: PostgresServer, tmp_path: Path) -> Tenants:
    made = Tenants(server, tmp_path)
    done = made("setup")
    assert done.returncode == 0, done.stderr
    return made


def test_each_role_reaches_its_own_database_alone(tenants: Tenants) -> None:
    assert [tenants("create", name).returncode for name in ("north", "south")] == [0, 0]
    assert tenants("setup").returncode == 0
    again = tenants("create", "north")
    assert (again.returncode, again.stderr) == (2, "there is a tenant 'north' already\n")
    own = tenants.rows(
        "north", "INSERT INTO labels (name) VALUES ('red') RETURNING name", user=f"{tenants.prefix}_north"
    )
    assert own == [("red",)]
    assert tenants.rows("south", "SELECT count(*) FROM labels", user=f"{tenants.prefix}_south") == [(0,)]
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        tenants.rows("south", "SELECT 1", user=f"{tenants.prefix}_north")
    for statement in ("SELECT * FROM applied_migrations", "DELETE FROM log_entries RETURNING 1", "CREATE TABLE t ()"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            tenants.rows("north", statement, user=f"{tenants.prefix}_north")
    assert tenants("list").stdout.splitlines() == [
        f"north|{tenants.prefix}_north|ready|",
        f"south|{tenants.prefix}_south|ready|",
    ]
    assert tenants.rows("registry", "SELECT line FROM pgbouncer_databases") == [
        (f"north = host=127.0.0.1 port=5432 dbname={tenants.prefix}_north",),
        (f"south = host=127.0.0.1 port=5432 dbname={tenants.prefix}_south",),
    ]
    assert tenants("drop", "north", "south").returncode == 2
    assert tenants("drop", "north", "north").returncode == 0
    assert tenants("list").stdout.splitlines() == [f"south|{tenants.prefix}_south|ready|"]


def test_refuses_names(tenants: Tenants) -> None:
    for name in ("", "Acme", "a b", 'a"; DROP DATABASE x; --', "registry", "template", "1a", "x" * 41):
        assert tenants("create", name).returncode == 2
    assert tenants("list").stdout == ""


def test_migrates_twenty_databases_past_one_that_fails(tenants: Tenants, tmp_path: Path) -> None:
    names = [f"t{number:02}" for number in range(20)]
    assert [tenants("create", name).returncode for name in names] == [0] * 20
    migrations = tmp_path / "migrations"
    migrations.mkdir()
    (migrations / "001.sql").write_text("ALTER TABLE labels ADD COLUMN colour text;")
    (migrations / "002.sql").write_text("ALTER TABLE labels ADD CHECK (name <> '');")
    tenants.rows("t07", "INSERT INTO labels (name) VALUES ('') RETURNING 1")
    applied = "SELECT count(*)::integer FROM applied_migrations"
    assert tenants("migrate", str(migrations)).returncode == 1
    assert [tenants.rows(name, applied)[0][0] for name in names] == [2] * 7 + [1] + [0] * 12
    failed = tenants("migrate", str(migrations), "--keep-going")
    assert (failed.returncode, failed.stderr.splitlines()[-1]) == (1, "1 failed: mend it and call this again")
    assert [tenants.rows(name, applied)[0][0] for name in names] == [2] * 7 + [1] + [2] * 12
    assert "is violated by some row" in tenants.rows("registry", "SELECT failure FROM tenants WHERE name = 't07'")[0][0]
    tenants.rows("t07", "UPDATE labels SET name = 'x' RETURNING 1")
    assert tenants("migrate", str(migrations)).returncode == 0
    assert tenants.rows("t07", applied) == [(2,)]
    assert tenants.rows("registry", "SELECT count(*) FROM tenants WHERE failure IS NOT NULL") == [(0,)]
    (migrations / "002.sql").write_text("SELECT 1;")
    changed = tenants("migrate", str(migrations))
    assert (changed.returncode, "not what was applied" in changed.stderr) == (2, True)
