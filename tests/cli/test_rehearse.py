"""`bdm rehearse` from the command line, on a real PostgreSQL with few rows."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from backend_data_model.cli import main
from backend_data_model.engines.postgresql.binaries import find_binaries
from backend_data_model.model.errors import EngineUnavailable

if TYPE_CHECKING:
    from pathlib import Path

OLD = 'create table "a & <b>" (id bigint primary key, note text, amount int not null);\n'
NEW = OLD.replace("note text", "note text not null")


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    try:
        find_binaries()
    except EngineUnavailable as error:
        pytest.skip(str(error))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.sql").write_text(OLD)
    (tmp_path / "new.sql").write_text(NEW)
    return tmp_path


def test_plan_is_rehearsed_and_reported(files: Path) -> None:
    done = CliRunner().invoke(main, ["rehearse", "old.sql", "new.sql", "--rows", "1000", "-f", "json", "-o", "out"])
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert report["ok"]
    assert report["result"]["verdict"] == report["undo"]["verdict"] == "equal"
    assert report["rows"] == {"a & <b>": 1000}
    assert report["tables"][0]["lost"] == 0
    assert all(step["predicted_locks"] is not None for step in report["steps"])
    assert {path.name for path in (files / "out").iterdir()} == {".bdm.json", "report.json", "report.md", "report.html"}
    page = (files / "out" / "report.html").read_text()
    picture = page[page.index("<svg") : page.index("</svg>") + 6]
    assert ElementTree.fromstring(picture).tag.endswith("svg")
    assert "<b>" not in page


def test_migration_that_blocks_is_a_finding(files: Path) -> None:
    (files / "m.sql").write_text('begin;\nlock table "a & <b>";\nselect pg_sleep(0.5);\ncommit;\n')
    done = CliRunner().invoke(main, ["rehearse", "old.sql", "-m", "m.sql", "--rows", "1000", "--max-wait", "0.3"])
    assert done.exit_code == 1
    assert "m.sql:2:1" in done.stdout
    assert "problem: a writer waited" in done.stdout


def test_a_failed_statement_is_a_finding(files: Path) -> None:
    (files / "m.sql").write_text("select 1;\n\\ir more/part.sql\n")
    (files / "more").mkdir()
    (files / "more" / "part.sql").write_text("\ndrop table nowhere;\n")
    done = CliRunner().invoke(main, ["rehearse", "old.sql", "-m", "m.sql"])
    assert done.exit_code == 1, done.output
    assert "more/part.sql:2:1  drop table nowhere" in done.stdout
    assert 'problem: step 2 failed on an empty copy of OLD: table "nowhere" does not exist [42P01]' in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["old.sql"], "nothing to rehearse"),
        (["old.sql", "old.sql"], "nothing to rehearse"),
        (["old.sql", "-m", "nowhere.sql"], "nowhere.sql does not exist"),
        (["old.sql", "-m", "bad.sql"], "bad.sql:2:1: \\watch is for psql"),
        (["-", "-"], "only one of the inputs"),
    ],
)
def test_bad_input_is_told(files: Path, arguments: list[str], said: str) -> None:
    (files / "bad.sql").write_text("select 1\n\\watch 5\n")
    done = CliRunner().invoke(main, ["rehearse", *arguments])
    assert done.exit_code == 2, done.output
    assert said in done.stderr


def test_interrupt_leaves_nothing(files: Path) -> None:
    (files / "m.sql").write_text('begin; lock table "a & <b>"; select pg_sleep(60); commit;\n')
    scratch = files / "tmp"
    scratch.mkdir()
    command = [sys.executable, "-m", "backend_data_model", "rehearse", "old.sql", "-m", "m.sql", "--rows", "1000"]
    running = subprocess.Popen(
        command, env=os.environ | {"TMPDIR": str(scratch)}, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    deadline = time.monotonic() + 60
    while not list(scratch.glob("bdm-pg-*/data/postmaster.pid")) and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(6)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "stopped while" in said
    assert list(scratch.iterdir()) == []
