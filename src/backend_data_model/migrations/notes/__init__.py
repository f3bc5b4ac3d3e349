"""Migration notes: for each table of a schema, what the changes that one makes next do to it, and the safe way.

What is said of a lock, a rewrite or a scan comes from the predictors of the engine, for its version and the schema.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from backend_data_model.model.schema import Schema
    from backend_data_model.model.settings import DesignSettings


def render_migration_notes(schema: Schema, settings: DesignSettings) -> str:
    """`migration-notes.md` for the engine of the schema; nothing is started for it."""
    module = import_module(f"backend_data_model.migrations.notes.{schema.engine}")
    return cast("str", module.render_migration_notes(schema, settings))
