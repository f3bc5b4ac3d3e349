"""Row-level security for tenants that share tables.

The policies compare with a setting of the session, read once for each statement through a sub-select.  A setting that
was never made, or that a transaction left empty, is NULL, and then no row is visible and none can be written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from backend_data_model.designer import reasons
from backend_data_model.model.schema import Policy, Schema

if TYPE_CHECKING:
    from backend_data_model.designer.draft import Draft, TableDraft

TENANT_SETTING = "app.current_tenant_id"
Command = Literal["select", "insert", "update", "delete"]
_COMMANDS: tuple[Command, ...] = ("select", "insert", "update", "delete")


def add_row_security(draft: Draft, schema: Schema) -> None:
    """Policies for each command on each table of a tenant, for the role that the application uses."""
    kind = draft.model.tenancy.kind
    if kind in ("schema", "database"):
        schema.notes.append(
            f"Each tenant has a {kind} of its own: run this script once in each; no row names its tenant."
        )
    tenant = draft.tenant
    if tenant is None:
        return
    schema.tenant_table = tenant.table.name
    schema.tenant_column = next((made.tenant for made in draft.tables if made.tenant), None)
    if not draft.dialect.has_row_security:
        schema.notes.append(
            "There is no row-level security here: every query must name the tenant, which all keys carry."
        )
    if not draft.settings.row_security or not draft.dialect.has_row_security:
        return
    schema.application_role = draft.settings.application_role
    schema.roles.append(draft.settings.application_role)
    for made in draft.tables:
        if made.scope == "self":
            _protect(draft, schema, made, made.key, ("select", "update"))
        elif made.tenant is not None:
            commands = ("select", "insert") if made.table.audit else _COMMANDS
            _protect(draft, schema, made, made.tenant, commands)


def _protect(draft: Draft, schema: Schema, made: TableDraft, column: str, commands: tuple[Command, ...]) -> None:
    tenant = draft.tenant
    assert tenant is not None
    made.table.row_security = True
    made.table.force_row_security = True
    current = f"(SELECT nullif(current_setting('{TENANT_SETTING}', true), '')::{tenant.key_sql})"
    name = draft.dialect.quote(column)
    own = f"{name} = {current}"
    visible = f"{own} OR {name} IS NULL" if made.tenant_is_optional else own
    for command in commands:
        using = None if command == "insert" else visible if command == "select" else own
        schema.policies.append(
            Policy(
                name=f"tenant_isolation_{command}",
                table=made.table.name,
                command=command,
                roles=[draft.settings.application_role],
                using=using,
                check=own if command in ("insert", "update") else None,
                reasons=reasons.from_fact(draft.model.tenancy, f"{command} only rows of the current tenant"),
            )
        )
