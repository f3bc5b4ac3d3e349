"""Says of each table whose rows it holds, so that what comes later need not know the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_data_model.designer.draft import Draft
    from backend_data_model.model.schema import Schema

_APART = {
    "schema": "Each tenant has a schema of its own: run this script once in each; no row names its tenant.",
    "database": "Each tenant has a database of its own: run this script once in each; no row names its tenant.",
}
_WITHOUT_ROW_SECURITY = "There is no row-level security here: every query must name the tenant, which all keys carry."


def state_scopes(draft: Draft, schema: Schema) -> None:
    """The form of tenancy and, where tenants share tables, the scope and the tenant's column of each table."""
    schema.tenancy = draft.model.tenancy.kind
    if schema.tenancy in _APART and not (schema.tenancy == "schema" and schema.engine == "postgresql"):
        schema.notes.append(_APART[schema.tenancy])
    tenant = draft.tenant
    if tenant is None:
        return
    schema.tenant_table = tenant.table.name
    schema.tenant_column = next((made.tenant for made in draft.tables if made.tenant), None)
    for made in draft.tables:
        if made.scope != "none":
            made.table.scope = made.scope
            made.table.tenant_column = made.key if made.scope == "self" else made.tenant
    if not draft.dialect.has_row_security:
        schema.notes.append(_WITHOUT_ROW_SECURITY)
