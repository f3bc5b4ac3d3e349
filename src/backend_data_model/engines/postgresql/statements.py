"""`statements.sql` for PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from backend_data_model.engines.statement_writer import StatementWriter

if TYPE_CHECKING:
    from backend_data_model.model.schema import Engine, Schema
    from backend_data_model.model.settings import DesignSettings


def render_statements(schema: Schema, settings: DesignSettings) -> str:
    """INSERT ... RETURNING for each table and INSERT ... ON CONFLICT for each candidate key."""
    notes = [
        "Statements for PostgreSQL: `:name` is a parameter.",
        "An upsert needs the columns, and the WHERE of a partial index, to find the unique index that decides.",
    ]
    if schema.application_role and settings.row_security_form == "supabase":
        notes.append("Row-level security checks each row against the tenants of the signed-in user.")
    elif schema.application_role:
        notes.append("Set app.current_tenant_id first; row-level security checks each row that is written.")
    return PostgreSQLStatements(schema, settings).render(notes)


class PostgreSQLStatements(StatementWriter):
    """The common form is PostgreSQL's own."""

    engine: ClassVar[Engine] = "postgresql"
