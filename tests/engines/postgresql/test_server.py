"""Our own PostgreSQL server: it starts, isolates databases, survives races and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from backend_data_model.engines.postgresql.binaries import find_binaries
from backend_data_model.engines.postgresql.server import PostgresServer, scratch_postgres, user_postgres
from backend_data_model.engines.postgresql.session import postgres_session
from backend_data_model.model.errors import EngineUnavailable

HOLD = """
import time
from backend_data_model.engines.postgresql.server import scratch_postgres
with scratch_postgres() as server:
    print(server.connection_info["host"], flush=True)
    time.sleep(60)
"""
START = """
from backend_data_model.engines.postgresql.server import scratch_postgres
with scratch_postgres() as server, server.database() as connection:
    print(connection.execute("select 41 + 1").fetchone()[0])
"""


@pytest.fixture(scope="module", autouse=True)
def _programs() -> None:
    try:
        find_binaries()
    except EngineUnavailable as error:
        pytest.skip(str(error))


def _gone(path: Path, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while path.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    return not path.exists()


def _urls(server: PostgresServer, database: str) -> str:
    return f"postgresql://postgres@/{database}?host={server.connection_info['host']}"


def test_databases_and_roles_are_dropped_and_the_directory_is_deleted() -> None:
    with scratch_postgres() as server:
        directory = Path(server.connection_info["host"])
        with server.database() as connection:
            connection.execute("create table t ()")
            connection.execute("create role bdm_left_behind")
        with server.database() as connection:
            assert connection.execute("select to_regclass('t')").fetchone() == (None,)
            roles = connection.execute("select 1 from pg_roles where rolname = 'bdm_left_behind'").fetchall()
            assert roles == []
        with server.connect() as admin:
            assert admin.execute("select 1 from pg_database where datname like 'bdm_scratch%'").fetchall() == []
    assert not directory.exists()


def test_an_exception_stops_the_server() -> None:
    started: list[Path] = []

    def fail() -> None:
        with scratch_postgres() as server:
            started.append(Path(server.connection_info["host"]))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not started[0].exists()


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_signal_stops_the_server(sent: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    directory = Path(process.stdout.readline().strip())
    assert directory.is_dir()
    postmaster = int((directory / "data" / "postmaster.pid").read_text().splitlines()[0])
    process.send_signal(sent)
    process.wait(timeout=20)
    process.stdout.close()
    assert _gone(directory)
    assert _gone(Path(f"/proc/{postmaster}"))


def test_two_processes_may_make_the_template_at_once(tmp_path: Path) -> None:
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path)}
    pair = [
        subprocess.Popen([sys.executable, "-c", START], stdout=subprocess.PIPE, text=True, env=environment)
        for _ in "ab"
    ]
    assert [process.communicate(timeout=60)[0] for process in pair] == ["42\n", "42\n"]
    assert [p.name for p in (tmp_path / "backend-data-model").iterdir() if p.name.endswith(".partial")] == []


def test_a_cache_that_cannot_be_written_is_no_obstacle(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a directory")
    environment = os.environ | {"XDG_CACHE_HOME": str(blocked), "TMPDIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", START], capture_output=True, text=True, env=environment, timeout=60)
    assert done.stdout == "42\n", done.stderr


def test_the_users_database_is_not_touched() -> None:
    with scratch_postgres() as server:
        with server.connect() as admin:
            admin.execute("create database theirs")
            admin.execute("create role theirs_too")
        with server.connect("theirs") as connection:
            connection.execute("create table precious (id int)")
        ddl = "create role made_by_script; create table precious (name text);"
        with postgres_session(url=_urls(server, "theirs"), ddl=ddl) as session:
            session.run("create role made_by_script")
            session.run("create table precious (name text)")
            assert session.may_load("drop database theirs") is not None
            assert session.may_load("alter role theirs_too superuser") is not None
        with server.connect("theirs") as connection:
            columns = connection.execute(
                "select attname from pg_attribute where attrelid = 'precious'::regclass and attnum > 0"
            )
            assert columns.fetchall() == [("id",)]
            roles = connection.execute(
                "select rolname from pg_roles where rolname ~ '^(made|theirs)' order by 1"
            ).fetchall()
            assert roles == [("theirs_too",)]


def test_a_server_that_is_not_there_is_a_clear_error() -> None:
    with pytest.raises(EngineUnavailable, match="cannot be reached"):
        user_postgres("postgresql://localhost:1/none")
    with pytest.raises(EngineUnavailable, match="not a PostgreSQL URL"):
        user_postgres("postgresql://[")


def test_programs_that_are_named_but_absent_are_a_clear_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BDM_PG_BIN", str(tmp_path))
    with pytest.raises(EngineUnavailable, match="no initdb"):
        find_binaries()


def test_bound_text_needs_no_type() -> None:
    with postgres_session() as session:
        session.begin()
        session.execute("create table t (a int, b date, c uuid)")
        insert = session.insert_statement("t", ["a", "b", "c"])
        session.execute(insert, ["7", "2026-01-01", "00000000-0000-7000-8000-000000000001"])
        assert session.execute("select a from t") == [(7,)]
        session.rollback()


def test_names_with_percent_signs_and_quotes() -> None:
    with postgres_session() as session:
        name = 'a"b%s$1'
        session.begin()
        session.execute(f"create table t ({session.quote(name)} int)")
        session.execute(session.insert_statement("t", [name]), [1])
        session.rollback()


def test_the_driver_is_not_imported_before_it_is_needed() -> None:
    code = "import sys, backend_data_model.engines.postgresql.session; sys.exit('psycopg' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
    assert psycopg.__version__
