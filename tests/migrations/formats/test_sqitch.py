"""Sqitch itself deploys, verifies and reverts the changes of a plan."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from backend_data_model.migrations.formats import render

from .conftest import AT, write

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Journey

pytestmark = pytest.mark.skipif(
    not (shutil.which("sqitch") and shutil.which("psql")), reason="Sqitch or psql is not installed"
)


def test_deploy_verify_and_revert(journey: Journey, tmp_path: Path) -> None:
    write(render(journey.plan, "sqitch", "Some things", at=AT), tmp_path)
    with journey.database() as database:
        target = f"db:pg://postgres@/{database.info.dbname}?host={database.info.host}"
        sqitch(tmp_path, "deploy", target)
        later = tmp_path / "contract"
        if later.exists():
            shutil.copytree(later, tmp_path, dirs_exist_ok=True)
            with (tmp_path / "sqitch.plan").open("a") as plan:
                plan.write((later / "sqitch.plan.lines").read_text())
            sqitch(tmp_path, "deploy", target)
        assert "Verify successful" in sqitch(tmp_path, "verify", target)
        assert journey.has_arrived(database, "sqitch")
        sqitch(tmp_path, "revert", "-y", target)
        assert journey.is_back(database, "sqitch")


def sqitch(directory: Path, *arguments: str) -> str:
    """What Sqitch prints; an exit code other than 0 fails the test."""
    environment = os.environ | {"SQITCH_FULLNAME": "Test", "SQITCH_EMAIL": "test@localhost", "TZ": "UTC"}
    done = subprocess.run(
        ["sqitch", *arguments], cwd=directory, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
