"""Flyway itself migrates with the scripts of a plan; undo needs its paid edition, so those scripts are run by hand."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from backend_data_model.migrations.formats import render

from .conftest import AT, run_script, write
from .unix_socket_proxy import tcp_port

if TYPE_CHECKING:
    from .conftest import Journey

JARS = os.environ.get("BDM_FLYWAY", "")


@pytest.mark.skipif(not (JARS and shutil.which("java")), reason="BDM_FLYWAY names no directory with Flyway's jars")
def test_migrate(journey: Journey, tmp_path: Path) -> None:
    files = render(journey.plan, "flyway", "things", at=AT)
    write(files, tmp_path)
    with journey.database() as database, tcp_port(f"{database.info.host}/.s.PGSQL.{database.info.port}") as port:
        url = f"jdbc:postgresql://127.0.0.1:{port}/{database.info.dbname}"
        for directory in ("migrations", "contract"):
            scripts = sorted(path for path in files if path.startswith(f"{directory}/V") and path.endswith(".sql"))
            if scripts:
                shutil.copytree(tmp_path / directory, tmp_path / "sql", dirs_exist_ok=True)
                assert flyway(url, tmp_path) == f"true {len(scripts)}"
        assert journey.has_arrived(database, "flyway_schema_history")


def test_undo(journey: Journey) -> None:
    files = render(journey.plan, "flyway", "things", at=AT)
    with journey.database() as database:
        for prefix, order in (("V", False), ("U", True)):
            scripts = {path.partition("/")[2]: text for path, text in files.items() if path.endswith(".sql")}
            for name in sorted((name for name in scripts if name.startswith(prefix)), reverse=order):
                wrapped = not any(path.endswith(f"{name}.conf") and "InTransaction" in files[path] for path in files)
                run_script(database, scripts[name], in_transaction=wrapped)
            if prefix == "V":
                assert journey.has_arrived(database, "no books")
        assert journey.is_back(database, "no books")


def flyway(url: str, directory: Path) -> str:
    """The result of `migrate` and the number of migrations that it ran."""
    program = Path(__file__).with_name("FlywayMigrate.java")
    settings = [str(directory / "flyway.conf")] if (directory / "flyway.conf").exists() else []
    done = subprocess.run(
        ["java", "-XX:TieredStopAtLevel=1", "-cp", f"{JARS}/*", str(program), url, str(directory / "sql"), *settings],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()[-1]
