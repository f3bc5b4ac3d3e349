"""Linting a text in a test: one plain SQL file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.migrations.lint.prediction import Predictor
from backend_data_model.migrations.lint.run import lint_migration, selected_rules
from backend_data_model.migrations.lint.source import Migration, Piece

if TYPE_CHECKING:
    from backend_data_model.migrations.lint.run import LintedFile


def lint_sql(sql: str, *select: str, wrapped: bool = False, version: int = 18, schema: str | None = None) -> LintedFile:
    """The findings in `sql`, of the selected rules or of all."""
    predictor = Predictor(schema, version) if schema else None
    migration = Migration("migration.sql", sql, pieces=[Piece(sql, wrapped=wrapped)])
    return lint_migration(migration, selected_rules(select, ()), version=version, predictor=predictor)
