"""ALTER TABLE and its kin."""

from __future__ import annotations

from backend_data_model.migrations.postgresql.predict.alter.table import alter_table

HANDLERS = {"alter_table_stmt": alter_table}
