"""Changes of a composite type, which CASCADE takes to its typed tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.migrations.locks import LockMode

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.predict.outcome import Outcome


def typed_tables(type_name: str, out: Outcome, *, cascade: bool) -> None:
    """Lock the tables that were made OF the type."""
    for table in out.known.catalog.schema.tables if cascade else ():
        if table.of_type and type_name in {table.of_type, f"public.{table.of_type}"}:
            out.lock_table(table, LockMode.ACCESS_EXCLUSIVE)
