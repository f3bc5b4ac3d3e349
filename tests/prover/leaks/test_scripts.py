"""The written batteries are green on the schema they were written for, and red once a mistake is made in it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from backend_data_model.engines.dispatch import read_ddl
from backend_data_model.engines.postgresql.server import shared_postgres
from backend_data_model.engines.postgresql.session import postgres_session
from backend_data_model.model.errors import EngineUnavailable
from backend_data_model.prover.leaks import find_leaks
from backend_data_model.prover.load import load_script

from .servers import postgres_or_skip, psql

if TYPE_CHECKING:
    from backend_data_model.engines.postgresql.server import PostgresServer

HERE = Path(__file__).parent
GOOD = (HERE / "good.sql").read_text()
MISTAKES: list[dict[str, Any]] = YAML(typ="safe").load(HERE / "mistakes.yaml")
PGTAP = 15  # of Debian: PostgreSQL 15 with the package postgresql-15-pgtap


def written(server: PostgresServer) -> dict[str, str]:
    with postgres_session(server=server, ddl=GOOD) as session:
        load_script(GOOD, session)
        return find_leaks(read_ddl(GOOD, "postgresql"), session, write=True).scripts


def with_mistake(mistake: dict[str, Any]) -> str:
    before, after = mistake.get("edit", ["", ""])
    return (GOOD.replace(before, after) if before else GOOD) + "\n" + str(mistake.get("add", ""))


@pytest.fixture(scope="module")
def server() -> PostgresServer:
    return postgres_or_skip()


@pytest.fixture(scope="module")
def scripts(server: PostgresServer) -> dict[str, str]:
    return written(server)


@pytest.fixture(scope="module")
def old_server() -> PostgresServer:
    try:
        found = shared_postgres(PGTAP)
        with found.connect() as connection:
            known = connection.execute("select 1 from pg_available_extensions where name = 'pgtap'").fetchall()
        missing = None if known else f"PostgreSQL {PGTAP} has no extension pgtap"
    except EngineUnavailable as error:
        missing = str(error)
    if missing is None:
        return found
    if os.environ.get("BDM_PGTAP") == "must":
        pytest.fail(f"pgTAP must be had here: {missing}")
    pytest.skip(missing)


@pytest.fixture(scope="module")
def pgtap(old_server: PostgresServer) -> str:
    return written(old_server)["leaks.pgtap.sql"]


def test_plain_sql_is_green_and_leaves_nothing(server: PostgresServer, scripts: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "leaks.sql").write_text(scripts["leaks.sql"])
    with server.database() as connection:
        connection.execute(GOOD)
        for _ in range(2):
            code, said = psql(connection, tmp_path / "leaks.sql")
            assert code == 0, said
        assert connection.execute("select count(*) from orders").fetchall() == [(0,)]


@pytest.mark.parametrize("mistake", MISTAKES, ids=[m["name"] for m in MISTAKES])
def test_plain_sql_is_red(
    server: PostgresServer, scripts: dict[str, str], tmp_path: Path, mistake: dict[str, Any]
) -> None:
    (tmp_path / "leaks.sql").write_text(scripts["leaks.sql"])
    with server.database() as connection:
        connection.execute(with_mistake(mistake))
        code, said = psql(connection, tmp_path / "leaks.sql")
    assert code != 0
    assert "tenants leak: " in said


def test_pgtap_is_green(old_server: PostgresServer, pgtap: str, tmp_path: Path) -> None:
    (tmp_path / "leaks.sql").write_text(pgtap)
    with old_server.database() as connection:
        connection.execute(f"{GOOD}; create extension pgtap")
        code, said = psql(connection, tmp_path / "leaks.sql", PGTAP)
    assert code == 0, said
    lines = said.splitlines()
    assert sum(line.startswith("ok ") for line in lines) > 50
    assert [line for line in lines if line.startswith(("not ok", "ERROR"))] == []


@pytest.mark.parametrize("mistake", MISTAKES, ids=[m["name"] for m in MISTAKES])
def test_pgtap_is_red(old_server: PostgresServer, pgtap: str, tmp_path: Path, mistake: dict[str, Any]) -> None:
    (tmp_path / "leaks.sql").write_text(pgtap)
    with old_server.database() as connection:
        connection.execute(f"{with_mistake(mistake)}; create extension pgtap")
        _, said = psql(connection, tmp_path / "leaks.sql", PGTAP)
    assert any(line.startswith("not ok") for line in said.splitlines()), said
