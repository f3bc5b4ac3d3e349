"""The files of `tenancy/` for PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.postgresql.tenancy.distribution import render_distribution
from backend_data_model.engines.postgresql.tenancy.lifecycle import render_delete, render_export
from backend_data_model.engines.postgresql.tenancy.partitions import render_partitions
from backend_data_model.engines.postgresql.tenancy.row_security import render_row_security
from backend_data_model.engines.postgresql.tenancy.tenant_databases import render_tenant_databases
from backend_data_model.engines.postgresql.tenancy.tenant_schemas import render_tenant_schemas

if TYPE_CHECKING:
    from backend_data_model.model.schema import Schema
    from backend_data_model.model.settings import DesignSettings


def render_tenancy(schema: Schema, settings: DesignSettings) -> dict[str, str]:
    """The text of each file by its name: what the form of tenancy needs besides the schema."""
    if schema.tenancy == "schema":
        return {"tenant_schemas.sql": render_tenant_schemas(schema, settings)}
    if schema.tenancy == "database":
        return render_tenant_databases(schema)
    files: dict[str, str] = {}
    if schema.policies:
        files["row_security.sql"] = render_row_security(schema, settings)
    if schema.tenancy == "shared":
        files["export_tenant.sql"] = render_export(schema)
        files["delete_tenant.sql"] = render_delete(schema)
        if settings.citus:
            files["distribute.sql"] = render_distribution(schema, settings)
        if partitions := render_partitions(schema):
            files["partitions.sql"] = partitions
    return files
