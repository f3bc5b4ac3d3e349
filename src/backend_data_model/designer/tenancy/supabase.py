"""Row-level security as Supabase does it: the tenants of the user whom its API has signed in.

`auth.uid()` is the user of the request's token (Supabase guide "Row Level Security").  Who belongs to which tenant is
kept in a schema that the API does not expose, and a SECURITY DEFINER function answers it: a policy that read the table
itself would need rights on it, and would ask itself.  The function is in PL/pgSQL, whose body is resolved when it is
called, so that the script loads where `auth` is not yet there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.designer import reasons
from backend_data_model.model.schema import Column, ForeignKey, Index, IndexKey, PrimaryKey, Routine, Table

if TYPE_CHECKING:
    from backend_data_model.designer.draft import Draft
    from backend_data_model.model.schema import Schema

SUPABASE_ROLE = "authenticated"
PRIVATE = "private"
MEMBERS = "tenant_members"
FUNCTION = "current_tenant_ids"


def memberships_call(draft: Draft) -> str:
    """What a tenant's key is compared with; the sub-select makes it one call for each statement."""
    assert draft.tenant is not None
    return f"ANY ((SELECT {PRIVATE}.{FUNCTION}())::{draft.tenant.key_sql}[])"


def add_memberships(draft: Draft, schema: Schema) -> None:
    """The private table of memberships and the function that the policies call."""
    tenant = draft.tenant
    assert tenant is not None
    schema.namespaces.append(PRIVATE)
    why = reasons.from_rule("which signed-in users (auth.users) act for which tenants; the API does not show it")
    schema.tables.append(
        Table(
            MEMBERS,
            schema=PRIVATE,
            columns=[Column("user_id", "uuid", nullable=False), Column("tenant_id", tenant.key_sql, nullable=False)],
            primary_key=PrimaryKey(["user_id", "tenant_id"], draft.names.take(f"pk_{MEMBERS}")),
            foreign_keys=[
                ForeignKey(
                    ["tenant_id"],
                    tenant.table.name,
                    [tenant.key],
                    name=draft.names.take(f"fk_{MEMBERS}_tenant_id_{tenant.table.name}"),
                    ref_schema="public",
                    on_delete="cascade",
                )
            ],
            indexes=[Index([IndexKey("tenant_id")], draft.names.take(f"index_{MEMBERS}_on_tenant_id"))],
            junction=True,
            reasons=why,
        )
    )
    body = (
        f"CREATE FUNCTION {PRIVATE}.{FUNCTION}() RETURNS {tenant.key_sql}[]\n"
        "LANGUAGE plpgsql STABLE SECURITY DEFINER\n"
        "SET search_path = ''\n"
        "AS $$\n"
        "BEGIN\n"
        "    RETURN coalesce(\n"
        f"        (SELECT array_agg(m.tenant_id) FROM {PRIVATE}.{MEMBERS} AS m WHERE m.user_id = auth.uid()),\n"
        "        '{}');\n"
        "END\n"
        "$$"
    )
    schema.routines.append(
        Routine(FUNCTION, body, security_definer=True, search_path="", schema=PRIVATE, volatility="stable")
    )
