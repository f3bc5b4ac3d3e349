"""Runs Alembic on a directory with revisions, as its command line does."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

_ENVIRONMENT = """
from alembic import context
context.configure(connection=context.config.attributes["connection"], transaction_per_migration=True)
with context.begin_transaction():
    context.run_migrations()
"""


def run_alembic(directory: Path, engine: Engine, act: str, target: str) -> None:
    """`alembic ACT TARGET` on the database of an engine, which is disposed of."""
    from alembic import command
    from alembic.config import Config

    (directory / "env.py").write_text(_ENVIRONMENT)
    config = Config()
    config.set_main_option("script_location", str(directory))
    config.set_main_option("path_separator", "os")
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        getattr(command, act)(config, target)
    engine.dispose()
