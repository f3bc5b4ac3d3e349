"""`statements.sql` for SQLite."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from backend_data_model.engines.statement_writer import StatementWriter

if TYPE_CHECKING:
    from backend_data_model.model.schema import Engine, Schema
    from backend_data_model.model.settings import DesignSettings


def render_statements(schema: Schema, settings: DesignSettings) -> str:
    """INSERT ... RETURNING for each table and INSERT ... ON CONFLICT for each candidate key (3.24; RETURNING 3.35)."""
    notes = [
        "Statements for SQLite 3.35 and newer: `:name` is a parameter.",
        "Every connection must say PRAGMA foreign_keys = ON first.",
    ]
    return SQLiteStatements(schema, settings).render(notes)


class SQLiteStatements(StatementWriter):
    """SQLite took the form over from PostgreSQL."""

    engine: ClassVar[Engine] = "sqlite"
