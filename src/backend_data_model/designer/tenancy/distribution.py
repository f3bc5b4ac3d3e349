"""Tenants that share tables on a Citus cluster: which tables are distributed, copied to all nodes, or kept on one.

From the Citus documentation ("Multi-tenant Applications", "Creating and Modifying Distributed Objects"): the
distribution column is part of every primary key, unique key and of foreign keys between distributed tables; a
reference table cannot refer to a distributed one; ON DELETE SET NULL cannot touch the distribution column; triggers
on distributed tables are refused.  Nothing of this was run on Citus here: what is proved is the schema before the
calls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.designer import reasons
from backend_data_model.designer.tenancy.keys import carry_tenant, rules_across_tenants
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from backend_data_model.designer.draft import Draft
    from backend_data_model.model.schema import Schema, Table

WHY = "Citus keeps a tenant's rows on one node and a key only there"


def distribute(draft: Draft, schema: Schema) -> None:
    """Prepare the keys for distribution by tenant; InputError where tenants do not share tables."""
    if not draft.settings.citus or schema.engine != "postgresql":
        return
    if draft.tenant is None:
        raise InputError(
            "Citus distributes tables that tenants share, and here they do not",
            help="add --tenancy shared and --tenant ENTITY, or leave --citus out",
        )
    schema.notes.append("Not checked on Citus: the schema before tenancy/distribute.sql is what was loaded and proved.")
    for table in schema.tables:
        if is_distributed(table):
            for name in rules_across_tenants(table):
                schema.notes.append(f"{name} holds inside each tenant only: Citus keeps no key across nodes.")
            carry_tenant(schema, table, WHY)
    for table in schema.tables:
        _settle_foreign_keys(schema, table)
    if any(table.column("updated_at") for table in schema.tables):
        schema.notes.append("updated_at is set by the application: Citus refuses triggers on distributed tables.")


def is_distributed(table: Table) -> bool:
    """Whether the rows of `table` are spread over the nodes by their tenant."""
    return table.scope in ("self", "tenant") and table.tenant_column is not None


def _settle_foreign_keys(schema: Schema, table: Table) -> None:
    spread = {other.name for other in schema.tables if is_distributed(other)}
    for key in list(table.foreign_keys):
        if table.name not in spread and key.ref_table in spread:
            table.foreign_keys.remove(key)
            named = ", ".join(key.columns)
            table.reasons.extend(
                reasons.from_rule(f"{named} has no foreign key: a reference table cannot refer to a distributed one")
            )
            schema.notes.append(f"{table.name} ({named}) has no foreign key on Citus: {key.ref_table} is distributed.")
        elif key.on_delete == "set null" and table.tenant_column in key.columns:
            key.on_delete, key.set_null_columns = "restrict", None
            key.reasons.extend(reasons.from_rule("ON DELETE RESTRICT: Citus cannot SET NULL beside the tenant"))
