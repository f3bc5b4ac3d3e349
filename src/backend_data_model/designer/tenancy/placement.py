"""A schema for each tenant (PostgreSQL): which tables every tenant has for itself, and which all share.

What the model calls global, and what belongs to several tenants, is in the schema `shared`; so is the tenants' own
table where one of those refers to it.  A tenant's tables may refer to shared ones.  The other way round there is no
table to refer to, since there are as many as tenants: such a foreign key is left out, and said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.designer import reasons
from backend_data_model.designer.tables import in_several_tenants

if TYPE_CHECKING:
    from backend_data_model.designer.draft import Draft
    from backend_data_model.model.schema import Schema, Table

SHARED = "shared"


def place_tables(draft: Draft, schema: Schema) -> None:
    """Move what all tenants share into the schema `shared`, before the tables of one tenant."""
    if schema.tenancy != "schema" or schema.engine != "postgresql":
        return
    schema.notes.append(
        "Each tenant has a schema of its own.  Here stand what all share (the schema `shared`) and the tables of one "
        "tenant; tenancy/tenant_schemas.sql makes, migrates and drops the schemas of the tenants."
    )
    tables = {table.name: table for table in schema.tables}
    shared = _shared(draft, tables)
    if not shared:
        return
    schema.namespaces.append(SHARED)
    for name in shared:
        tables[name].schema = SHARED
    for table in schema.tables:
        for key in list(table.foreign_keys):
            if key.ref_table in shared:
                key.ref_schema = SHARED
            elif table.name in shared:
                table.foreign_keys.remove(key)
                named = ", ".join(key.columns)
                schema.notes.append(
                    f"{SHARED}.{table.name} ({named}) has no foreign key: each tenant has its own {key.ref_table}."
                )
                table.reasons.extend(
                    reasons.from_rule(f"{named} has no foreign key: each tenant has its own {key.ref_table}")
                )
    schema.tables.sort(key=lambda table: table.schema != SHARED)


def _shared(draft: Draft, tables: dict[str, Table]) -> set[str]:
    model = draft.model
    tenant = draft.of_entity.get(model.tenancy.tenant or "")
    several = in_several_tenants(model)
    shared = {
        made.table.name
        for made in draft.tables
        if any(
            model.entities[e].scope == "global" or (e in several and not model.entities[e].scope) for e in made.entities
        )
    }
    while True:
        found = {
            name
            for name, table in tables.items()
            if name not in shared and _joins_only(table, shared, tenant.table.name if tenant else None)
        }
        if tenant and any(
            key.ref_table == tenant.table.name for name in shared | found for key in tables[name].foreign_keys
        ):
            found.add(tenant.table.name)
        found |= {made.table.name for made in draft.tables if made.parent and made.parent.table.name in shared}
        if found <= shared:
            return shared
        shared |= found


def _joins_only(table: Table, shared: set[str], tenant: str | None) -> bool:
    """Whether a table of pairs joins shared tables, with one another or with the tenants."""
    ends = {key.ref_table for key in table.foreign_keys}
    return table.junction and bool(ends & shared) and ends <= shared | {tenant}
