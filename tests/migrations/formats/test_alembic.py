"""Alembic itself upgrades and downgrades with the revisions of a plan."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import create_engine

from backend_data_model.migrations.formats import render

from .alembic_run import run_alembic
from .conftest import AT, write

if TYPE_CHECKING:
    from pathlib import Path

    import psycopg

    from .conftest import Journey

pytest.importorskip("alembic", reason="Alembic is not installed")


@pytest.mark.filterwarnings("error")
def test_upgrade_and_downgrade(journey: Journey, tmp_path: Path) -> None:
    write(render(journey.plan, "alembic", 'Say "hello" \\N', at=AT), tmp_path)
    with journey.database() as database:
        alembic(tmp_path, journey, database, "upgrade", "head")
        if (tmp_path / "contract").exists():
            shutil.copytree(tmp_path / "contract/versions", tmp_path / "versions", dirs_exist_ok=True)
            alembic(tmp_path, journey, database, "upgrade", "head")
        assert journey.has_arrived(database, "alembic_version")
        alembic(tmp_path, journey, database, "downgrade", "base")
        assert journey.is_back(database, "alembic_version")


def test_chain_begins_after_the_given_revision(journey: Journey) -> None:
    files = render(journey.plan, "alembic", at=AT, after="abc123")
    assert "down_revision = 'abc123'\n" in next(iter(files.values()))
    assert files == render(journey.plan, "alembic", at=AT, after="abc123")


def alembic(directory: Path, journey: Journey, database: psycopg.Connection[Any], act: str, target: str) -> None:
    """Run Alembic on a database."""
    engine = create_engine("postgresql+psycopg://", creator=lambda: journey.connect(database))
    run_alembic(directory, engine, act, target)
