"""The files of `tenancy/` for MySQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.tenancy.tenant_views import render_tenant_views

if TYPE_CHECKING:
    from backend_data_model.model.schema import Schema
    from backend_data_model.model.settings import DesignSettings


def render_tenancy(schema: Schema, settings: DesignSettings) -> dict[str, str]:
    """The text of each file by its name: what the form of tenancy needs besides the schema."""
    if schema.tenancy == "shared":
        return {"tenant_views.sql": render_tenant_views(schema)}
    return {}
