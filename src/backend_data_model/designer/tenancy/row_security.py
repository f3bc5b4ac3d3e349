"""Row-level security for tenants that share tables.

The policies compare with a setting of the session, read once for each statement through a sub-select.  A setting that
was never made, or that a transaction left empty, is NULL, and then no row is visible and none can be written.  In the
form of Supabase they compare with the tenants of the signed-in user instead; nobody signed in has none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from backend_data_model.designer import reasons
from backend_data_model.designer.tenancy.supabase import SUPABASE_ROLE, add_memberships, memberships_call
from backend_data_model.model.schema import Policy, Schema

if TYPE_CHECKING:
    from backend_data_model.designer.draft import Draft, TableDraft

TENANT_SETTING = "app.current_tenant_id"
Command = Literal["select", "insert", "update", "delete"]
_COMMANDS: tuple[Command, ...] = ("select", "insert", "update", "delete")


def add_row_security(draft: Draft, schema: Schema) -> None:
    """Policies for each command on each table of a tenant, for the role that the application uses."""
    tenant = draft.tenant
    if tenant is None or not draft.settings.row_security or not draft.dialect.has_row_security:
        return
    supabase = draft.settings.row_security_form == "supabase"
    role = SUPABASE_ROLE if supabase else draft.settings.application_role
    schema.application_role = role
    schema.roles.append(role)
    current = f"(SELECT nullif(current_setting('{TENANT_SETTING}', true), '')::{tenant.key_sql})"
    if supabase:
        current = memberships_call(draft)
    for made in draft.tables:
        if made.scope == "self":
            _protect(draft, schema, made, made.key, ("select", "update"), current)
        elif made is tenant:
            _protect(draft, schema, made, made.key, ("select", "update"), current, _no_tenant(draft, made))
        elif made.tenant is not None:
            commands = ("select", "insert") if made.table.audit else _COMMANDS
            _protect(draft, schema, made, made.tenant, commands, current)
    if supabase:
        add_memberships(draft, schema)


def _no_tenant(draft: Draft, made: TableDraft) -> str:
    """The rows of a table of several kinds that are no tenants, as a condition."""
    entities, tenants = draft.model.entities, [draft.model.tenancy.tenant]
    for name in made.entities:
        above = entities[name].is_a
        while above is not None and above not in tenants:
            above = entities[above].is_a
        if above is not None:
            tenants.append(name)
    kinds = ", ".join(draft.dialect.string(name) for name in tenants if name)
    return f"{draft.dialect.quote(made.discriminator or made.key)} NOT IN ({kinds})"


def _protect(
    draft: Draft,
    schema: Schema,
    made: TableDraft,
    column: str,
    commands: tuple[Command, ...],
    current: str,
    shared: str | None = None,
) -> None:
    """Policies that compare `column` with the current tenant; rows of the condition `shared` can be read by all."""
    made.table.row_security = True
    made.table.force_row_security = True
    name = draft.dialect.quote(column)
    own = f"{name} = {current}"
    shared = f"{name} IS NULL" if made.tenant_is_optional else shared
    visible = f"{own} OR {shared}" if shared else own
    written = " AND ".join([own, *_visible_targets(draft, made)])
    for command in commands:
        using = None if command == "insert" else visible if command == "select" else own
        schema.policies.append(
            Policy(
                name=f"tenant_isolation_{command}",
                table=made.table.name,
                command=command,
                roles=[schema.application_role or draft.settings.application_role],
                using=using,
                check=written if command in ("insert", "update") else None,
                reasons=reasons.from_fact(draft.model.tenancy, f"{command} only rows of the current tenant"),
            )
        )


def _visible_targets(draft: Draft, made: TableDraft) -> list[str]:
    """For each foreign key that cannot carry the tenant: what it refers to must be a row that the tenant sees.

    Such a key refers to rows of one tenant or of all, or stands in such rows.  The engine checks foreign keys past the
    policies; the sub-select is held by those of the other table.
    """
    quote = draft.dialect.quote
    conditions = []
    for key in made.table.foreign_keys:
        target = next((each for each in draft.tables if each.table.name == key.ref_table), None)
        if len(key.columns) > 1 or target is None or target.scope not in ("tenant", "both"):
            continue
        column = f"{quote(made.table.name)}.{quote(key.columns[0])}"
        seen = f"EXISTS (SELECT FROM {quote(key.ref_table)} AS r WHERE r.{quote(key.ref_columns[0])} = {column})"
        required = not any(c.nullable for c in made.table.columns if c.name == key.columns[0])
        conditions.append(seen if required else f"({column} IS NULL OR {seen})")
    return conditions
