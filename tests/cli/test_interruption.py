"""Runs that are interrupted, told to end, or lose their server leave nothing behind and say where they stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import psycopg
import pytest

from backend_data_model.engines.postgresql.binaries import find_binaries
from backend_data_model.engines.postgresql.server import scratch_postgres
from backend_data_model.model.errors import EngineUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# So many tables that reading them and planning takes seconds.
MANY = "".join(
    f"create table t{number} (id bigint primary key, a int check (a > 0), b text);\ncreate index on t{number} (b);\n"
    for number in range(600)
)
SLOW = "begin; lock table t1; select pg_sleep(120); commit;\n"
SIGNALS = [(signal.SIGINT, 130), (signal.SIGTERM, 143)]


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    try:
        find_binaries()
    except EngineUnavailable as error:
        pytest.skip(str(error))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scratch").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "scratch"))
    (tmp_path / "old.sql").write_text("create table t1 (id bigint primary key, n int);\n")
    (tmp_path / "many.sql").write_text(MANY)
    (tmp_path / "more.sql").write_text(MANY.replace("b text", "b text, c int"))
    (tmp_path / "m.sql").write_text(SLOW)
    return tmp_path


@pytest.fixture
def started() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    runs: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "backend_data_model", *arguments]
        runs.append(subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        return runs[-1]

    yield start
    for run in runs:
        if run.poll() is None:
            run.kill()
        run.communicate()


def databases(scratch: Path) -> list[str]:
    """The scratch databases on the server that runs in the directory; empty as long as there is none."""
    for socket in scratch.glob("bdm-pg-*/.s.PGSQL.5432"):
        try:
            with psycopg.connect(host=str(socket.parent), user="postgres", dbname="postgres") as connection:
                return [row[0] for row in connection.execute("select datname from pg_database where datname ~ '^bdm'")]
        except psycopg.OperationalError:
            continue
    return []


def wait_for(condition: Callable[[], object], run: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 120
    while not condition():
        assert run.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)


COMMANDS = [
    (["plan", "old.sql", "many.sql", "-e", "postgresql", "-o", "out"], "stopped while"),
    (["plan", "many.sql", "more.sql", "-e", "postgresql", "-o", "out"], "stopped while"),
    (["rehearse", "old.sql", "-m", "m.sql", "--rows", "1000", "-o", "out"], "stopped while"),
]


@pytest.mark.parametrize(("number", "code"), SIGNALS)
@pytest.mark.parametrize(("arguments", "said"), COMMANDS, ids=lambda value: value[0] if isinstance(value, list) else "")
@pytest.mark.parametrize("moment", ["starting", "working"])
def test_signal(
    place: Path,
    started: Callable[..., subprocess.Popen[str]],
    arguments: list[str],
    said: str,
    number: int,
    code: int,
    moment: str,
) -> None:
    run = started(*arguments)
    scratch = place / "scratch"
    wait_for(lambda: list(scratch.iterdir()) if moment == "starting" else databases(scratch), run)
    run.send_signal(number)
    _, error = run.communicate(timeout=60)
    assert run.returncode == code, error
    assert said in error
    assert "Traceback" not in error
    assert list(scratch.iterdir()) == []
    assert not (place / "out").exists()


@pytest.mark.parametrize(("arguments", "said"), COMMANDS, ids=lambda value: value[0] if isinstance(value, list) else "")
def test_killed_server(
    place: Path, started: Callable[..., subprocess.Popen[str]], arguments: list[str], said: str
) -> None:
    run = started(*arguments)
    scratch = place / "scratch"
    wait_for(lambda: databases(scratch), run)
    (pid_file,) = scratch.glob("bdm-pg-*/data/postmaster.pid")
    os.kill(int(pid_file.read_text().split()[0]), signal.SIGQUIT)
    _, error = run.communicate(timeout=60)
    assert run.returncode == 3, error
    assert "the server went away while" in error
    assert "Traceback" not in error
    assert list(scratch.iterdir()) == []
    assert not (place / "out").exists()


@pytest.mark.parametrize(("number", "code"), SIGNALS)
def test_scratch_databases_on_the_users_server(
    place: Path, started: Callable[..., subprocess.Popen[str]], number: int, code: int
) -> None:
    with scratch_postgres() as server, server.connect() as admin:
        url = f"postgresql://postgres@/postgres?host={server.connection_info['host']}"
        run = started("plan", "old.sql", "many.sql", "-e", "postgresql", "--url", url)
        query = "select datname from pg_database where datname ~ '^bdm_scratch'"
        wait_for(lambda: admin.execute(query).fetchall(), run)
        run.send_signal(number)
        _, error = run.communicate(timeout=60)
        assert (run.returncode, admin.execute(query).fetchall()) == (code, [])
        assert "stopped while" in error


@pytest.mark.parametrize(("number", "code"), SIGNALS)
def test_lint(place: Path, started: Callable[..., subprocess.Popen[str]], number: int, code: int) -> None:
    (place / "big.sql").write_text("alter table t add column c int not null;\n" * 60_000)
    before = (place / "big.sql").read_bytes()
    run = started("lint", "big.sql", "--fix")
    time.sleep(4)
    run.send_signal(number)
    _, error = run.communicate(timeout=60)
    assert run.returncode == code, error
    assert "stopped while linting; no file was changed" in error
    assert (place / "big.sql").read_bytes() == before
    assert not list(place.glob(".bdm-*"))
