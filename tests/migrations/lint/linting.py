"""Linting a text in a test: one plain SQL file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.migrations.lint.dialects.run import lint_dialect_files
from backend_data_model.migrations.lint.prediction import Predictor
from backend_data_model.migrations.lint.run import lint_migration, selected_rules
from backend_data_model.migrations.lint.source import Migration, Piece

if TYPE_CHECKING:
    from backend_data_model.migrations.lint.rule import MigrationEngine
    from backend_data_model.migrations.lint.run import LintedFile


def lint_sql(sql: str, *select: str, wrapped: bool = False, version: int = 18, schema: str | None = None) -> LintedFile:
    """The findings in `sql`, of the selected rules or of all."""
    predictor = Predictor(schema, version) if schema else None
    migration = Migration("migration.sql", sql, pieces=[Piece(sql, wrapped=wrapped)])
    return lint_migration(migration, selected_rules(select, ()), version=version, predictor=predictor)


def lint_dialect(
    sql: str, engine: MigrationEngine, *select: str, schema: str | None = None, version: str | None = None
) -> LintedFile:
    """The same for another engine."""
    migration = Migration("migration.sql", sql, pieces=[Piece(sql)])
    return lint_dialect_files([migration], engine, schema=schema, version=version, select=select)[0]
