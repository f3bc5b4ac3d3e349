"""`prisma migrate deploy` runs the folders of a plan; Prisma has no downgrade, so those scripts are run by hand."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from backend_data_model.migrations.formats import render

from .conftest import AT, run_script, write

if TYPE_CHECKING:
    from .conftest import Journey

BASELINE = "00000000000000_baseline"
PACKAGES = os.environ.get("BDM_PRISMA", "")


@pytest.mark.skipif(not (PACKAGES and shutil.which("node")), reason="BDM_PRISMA names no directory with Prisma")
def test_deploy(journey: Journey, tmp_path: Path) -> None:
    files = render(journey.plan, "prisma", "things", at=AT)
    write(files | {f"migrations/{BASELINE}/migration.sql": journey.old}, tmp_path)
    (tmp_path / "node_modules").symlink_to(Path(PACKAGES) / "node_modules")
    (tmp_path / "package.json").write_text("{}")
    datasource = 'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\n'
    (tmp_path / "schema.prisma").write_text(datasource)
    shutil.copy(Path(__file__).with_name("prisma.config.ts"), tmp_path)
    with journey.database() as database:
        url = f"postgresql://postgres@/{database.info.dbname}?host={database.info.host}"
        prisma(url, tmp_path, "resolve", "--applied", BASELINE)
        prisma(url, tmp_path, "deploy")
        if (tmp_path / "contract").exists():
            shutil.copytree(tmp_path / "contract", tmp_path, dirs_exist_ok=True)
            prisma(url, tmp_path, "deploy")
        assert journey.has_arrived(database, "_prisma_migrations")


def test_undo(journey: Journey) -> None:
    files = render(journey.plan, "prisma", "things", at=AT)
    with journey.database() as database:
        for script, order in (("migration.sql", False), ("undo.sql", True)):
            scripts = {path.rpartition("migrations/")[2]: text for path, text in files.items() if path.endswith(script)}
            for name in sorted(scripts, reverse=order):
                run_script(database, scripts[name], in_transaction=False)
            if script == "migration.sql":
                assert journey.has_arrived(database, "no books")
        assert journey.is_back(database, "no books")


def prisma(url: str, directory: Path, *arguments: str) -> None:
    """Run `prisma migrate`; the native engines, which are no part of the package, are not looked for."""
    command = ["node", str(directory / "node_modules/prisma/build/index.js"), "migrate", *arguments]
    environment = os.environ | {
        "DATABASE_URL": url,
        "PRISMA_QUERY_ENGINE_LIBRARY": str(directory / "package.json"),
        "PRISMA_SCHEMA_ENGINE_BINARY": "/bin/true",
        "PRISMA_HIDE_UPDATE_MESSAGE": "1",
        "CHECKPOINT_DISABLE": "1",
    }
    done = subprocess.run(
        command, cwd=directory, env=environment, capture_output=True, text=True, check=False, timeout=240
    )
    assert done.returncode == 0, done.stdout + done.stderr
