"""What the form of tenancy does to a schema: whose rows each table holds, and what keeps the tenants apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.designer.tenancy.distribution import distribute
from backend_data_model.designer.tenancy.partitions import partition_by_tenant
from backend_data_model.designer.tenancy.placement import place_tables
from backend_data_model.designer.tenancy.row_security import add_row_security
from backend_data_model.designer.tenancy.scopes import state_scopes

if TYPE_CHECKING:
    from backend_data_model.designer.draft import Draft
    from backend_data_model.model.schema import Schema

__all__ = ["apply_tenancy"]


def apply_tenancy(draft: Draft, schema: Schema) -> None:
    """Everything that the form of tenancy adds to the finished tables."""
    state_scopes(draft, schema)
    place_tables(draft, schema)
    partition_by_tenant(draft, schema)
    distribute(draft, schema)
    add_row_security(draft, schema)
