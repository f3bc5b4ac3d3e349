"""Row-level security for tenants that share tables.

The policies compare with a setting of the session, read once for each statement through a sub-select.  A setting that
was never made, or that a transaction left empty, is NULL, and then no row is visible and none can be written.  In the
form of Supabase they compare with the tenants of the signed-in user instead; nobody signed in has none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from backend_data_model.designer import reasons
from backend_data_model.designer.tenancy.shared_tables import open_to_all, partly_shared
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
    shared = {id(one.made): one for one in partly_shared(draft, current)}
    closed = frozenset(shared)
    for made in draft.tables:
        own = f"{draft.dialect.quote(made.tenant or made.key)} = {current}"
        if made.scope == "self":
            _protect(draft, schema, made, own, own, ("select", "update"), closed)
        elif made is tenant:
            _protect(draft, schema, made, own, f"{own} OR {_of_shared_kind(draft, made)}", ("select", "update"), closed)
        elif made.tenant is not None:
            visible = f"{own} OR {draft.dialect.quote(made.tenant)} IS NULL" if made.tenant_is_optional else own
            commands = ("select", "insert") if made.table.audit else _COMMANDS
            _protect(draft, schema, made, own, visible, commands, closed)
        elif id(made) in shared:
            one = shared[id(made)]
            commands = ("select", "update") if one.has_tenants else ("select",)
            _protect(draft, schema, made, own, one.readable, commands, closed)
            made.table.reasons.extend(reasons.from_rule(one.why))
            schema.notes.append(f"{one.why[0].upper()}{one.why[1:]}.")
    schema.notes.extend(open_to_all(draft))
    if supabase:
        add_memberships(draft, schema)


def _of_shared_kind(draft: Draft, made: TableDraft) -> str:
    """The rows of a table of several kinds that are neither tenants nor things of one tenant, as a condition."""
    entities = draft.model.entities
    apart = {draft.model.tenancy.tenant}
    shared = []
    for name in made.entities:
        line = [name]
        while (above := entities[line[-1]].is_a) is not None:
            line.append(above)
        if not apart & set(line) and not any(entities[one].scope in ("tenant", "both") for one in line):
            shared.append(draft.dialect.string(name))
    return f"{draft.dialect.quote(made.discriminator or made.key)} IN ({', '.join(shared)})" if shared else "false"


def _protect(
    draft: Draft,
    schema: Schema,
    made: TableDraft,
    own: str,
    visible: str,
    commands: tuple[Command, ...],
    closed: frozenset[int],
) -> None:
    """Policies: rows of the condition `visible` can be read, those of `own` written."""
    made.table.row_security = True
    made.table.force_row_security = True
    written = " AND ".join([own, *_visible_targets(draft, made, closed)])
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


def _visible_targets(draft: Draft, made: TableDraft, closed: frozenset[int]) -> list[str]:
    """For each foreign key that cannot carry the tenant: what it refers to must be a row that the tenant sees.

    Such a key refers to rows of one tenant or of all, or stands in such rows; `closed` are the shared tables of which
    a tenant sees a part.  The engine checks foreign keys past the policies; the sub-select is held by those of the
    other table.
    """
    quote = draft.dialect.quote
    conditions = []
    for key in made.table.foreign_keys:
        target = next((each for each in draft.tables if each.table.name == key.ref_table), None)
        if len(key.columns) > 1 or target is None:
            continue
        if target.scope not in ("tenant", "both") and id(target) not in closed:
            continue
        if made.scope == "self" and key.columns[0] == made.key:
            continue  # a tenant's row continues its own
        column = f"{quote(made.table.name)}.{quote(key.columns[0])}"
        seen = f"EXISTS (SELECT FROM {quote(key.ref_table)} AS r WHERE r.{quote(key.ref_columns[0])} = {column})"
        required = not any(c.nullable for c in made.table.columns if c.name == key.columns[0])
        conditions.append(seen if required else f"({column} IS NULL OR {seen})")
    return conditions
