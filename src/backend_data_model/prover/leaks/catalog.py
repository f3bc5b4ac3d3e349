"""What the catalog says of the protection itself: one query for each weakness, which gives the objects that have it.

The queries are text with literals, so that they stand in the written scripts as they are run here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.prover.leaks.catalog_check import USER_SCHEMAS, CatalogCheck, quoted
from backend_data_model.prover.leaks.catalog_powers import power_checks

if TYPE_CHECKING:
    from backend_data_model.engines.session import EngineSession
    from backend_data_model.prover.leaks.report import LeakReport
    from backend_data_model.prover.leaks.subject import Tenancy


def owned_relations(tenancy: Tenancy, session: EngineSession) -> str:
    """A sub-query for the oids of the tables with tenants' rows: all with the column, and those known by name."""
    names = ", ".join(quoted(session.quote(one.table.name, one.table.schema or "public")) for one in tenancy.owned)
    return (
        "SELECT a.attrelid FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid "
        "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
        f"WHERE a.attname = {quoted(tenancy.column)} AND NOT a.attisdropped "
        f"AND c.relkind IN ('r', 'p') AND {USER_SCHEMAS} "
        f"UNION SELECT pg_catalog.to_regclass(x)::oid FROM pg_catalog.unnest(ARRAY[{names}]) x"
    )


def catalog_checks(tenancy: Tenancy, session: EngineSession) -> list[CatalogCheck]:
    """The checks of rights, roles and policies for the application's role."""
    owned = owned_relations(tenancy, session)
    role = quoted(tenancy.role)
    every = "'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER'"
    table = f"SELECT c.oid::regclass::text FROM pg_catalog.pg_class c WHERE c.oid IN ({owned})"
    member = f"pg_catalog.pg_has_role({role}, c.relowner, 'MEMBER')"
    applies = (
        f"(p.polroles = '{{0}}'::oid[] OR EXISTS (SELECT FROM pg_catalog.unnest(p.polroles) r "
        f"WHERE r <> 0 AND pg_catalog.pg_has_role({role}, r, 'USAGE')))"
    )
    policy = (
        "SELECT c.oid::regclass::text || '.' || p.polname FROM pg_catalog.pg_policy p "
        f"JOIN pg_catalog.pg_class c ON c.oid = p.polrelid WHERE c.oid IN ({owned}) AND {applies}"
    )
    open_to_all = (
        "(pg_catalog.pg_get_expr(p.polqual, p.polrelid) = 'true' "
        "OR pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) = 'true')"
    )
    return [
        CatalogCheck(
            "role_attributes", "leak",
            "SELECT r.rolname::text FROM pg_catalog.pg_roles r "
            "WHERE (r.rolsuper OR r.rolbypassrls OR r.rolreplication) "
            f"AND pg_catalog.pg_has_role({role}, r.oid, 'MEMBER')",
            "the application's role is, or can become, a role that passes by row-level security",
            "the role is not SUPERUSER, BYPASSRLS or REPLICATION, nor a member of one that is",
        ),
        CatalogCheck(
            "row_security_off", "leak",
            f"{table} AND NOT c.relrowsecurity AND (pg_catalog.has_table_privilege({role}, c.oid, {every}) "
            f"OR pg_catalog.has_any_column_privilege({role}, c.oid, 'SELECT, INSERT, UPDATE, REFERENCES'))",
            "row-level security is off and the role has rights on the table",
            "every table of tenants that the role can use has row-level security on",
        ),
        CatalogCheck(
            "owner_unforced", "leak",
            f"{table} AND {member} AND NOT c.relforcerowsecurity",
            "the role owns the table, or is a member of its owner, and FORCE ROW LEVEL SECURITY is missing",
            "the role owns no table whose policies do not bind the owner",
        ),
        CatalogCheck(
            "owner_is_application", "warning",
            f"{table} AND {member} AND c.relforcerowsecurity",
            "the role owns the table: it can switch row-level security off",
            "the role owns no table of tenants",
        ),
        CatalogCheck(
            "not_forced", "warning",
            f"{table} AND c.relrowsecurity AND NOT c.relforcerowsecurity AND NOT {member}",
            "FORCE ROW LEVEL SECURITY is missing: the owner passes by the policies",
            "row-level security is forced on every table of tenants",
        ),
        CatalogCheck(
            "policy_true", "leak",
            f"{policy} AND p.polpermissive AND {open_to_all}",
            "a permissive policy lets every row pass; permissive policies are joined by OR",
            "no permissive policy is just true",
        ),
        CatalogCheck(
            "policy_without_check", "warning",
            f"{policy} AND p.polpermissive AND p.polcmd IN ('w', '*') AND p.polwithcheck IS NULL",
            "no WITH CHECK: USING stands in for it, and a later change of USING changes what may be written",
            "every policy for writing says what may be written",
        ),
        CatalogCheck(
            "only_restrictive", "warning",
            f"{table} AND c.relrowsecurity AND EXISTS (SELECT FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid) "
            "AND NOT EXISTS (SELECT FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive)",
            "all policies are restrictive, and without a permissive one no row can be reached at all",
            "no table has only restrictive policies",
        ),
        CatalogCheck(
            "truncate_right", "leak",
            f"{table} AND pg_catalog.has_table_privilege({role}, c.oid, 'TRUNCATE')",
            "the role may TRUNCATE, and row-level security does not hold for it",
            "the role may not TRUNCATE a table of tenants",
        ),
        CatalogCheck(
            "further_rights", "warning",
            f"{table} AND pg_catalog.has_table_privilege({role}, c.oid, 'REFERENCES, TRIGGER') AND NOT {member}",
            "the role has REFERENCES or TRIGGER: a foreign key or a trigger of its own passes by row-level security",
            "the role has no REFERENCES or TRIGGER on a table of tenants",
        ),
        CatalogCheck(
            "public_grant", "warning",
            f"{table} AND EXISTS (SELECT FROM pg_catalog.aclexplode(c.relacl) g WHERE g.grantee = 0)",
            "PUBLIC has rights on the table: every role of the server, the ones of tomorrow as well",
            "PUBLIC has no right on a table of tenants",
        ),
        CatalogCheck(
            "user_metadata", "leak",
            f"{policy} AND concat_ws(' ', pg_catalog.pg_get_expr(p.polqual, p.polrelid), "
            "pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)) ~ 'user_meta_?data'",
            "the policy trusts user metadata, which users can change themselves",
            "no policy trusts what users can change themselves",
        ),
        CatalogCheck(
            "sequence_right", "warning",
            "SELECT c.oid::regclass::text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_depend d ON d.objid = c.oid "
            f"AND d.deptype IN ('a', 'i') WHERE c.relkind = 'S' AND d.refobjid IN ({owned}) "
            f"AND CASE c.relkind WHEN 'S' THEN pg_catalog.has_sequence_privilege({role}, c.oid, 'SELECT, UPDATE') END",
            "the role may read or set the sequence: it tells how many rows all tenants have made",
            "the role may not read a sequence of tenants' tables",
        ),
        CatalogCheck(
            "create_right", "warning",
            "SELECT n.nspname::text FROM pg_catalog.pg_namespace n WHERE n.oid IN "
            f"(SELECT c.relnamespace FROM pg_catalog.pg_class c WHERE c.oid IN ({owned})) "
            f"AND pg_catalog.has_schema_privilege({role}, n.oid, 'CREATE')",
            "the role may create objects beside the tables, such as a function that a careless one calls instead",
            "the role may create nothing beside the tables",
        ),
        *power_checks(tenancy),
    ]  # fmt: skip


def check_catalog(tenancy: Tenancy, session: EngineSession, report: LeakReport) -> None:
    """Run every query; one that finds nothing is noted as held."""
    for check in catalog_checks(tenancy, session):
        found = [str(row[0]) for row in session.execute(f"SELECT * FROM ({check.sql}) x (name) ORDER BY name")]
        for name in found:
            report.add(check.way, name, check.verdict, check.detail)
        if not found:
            report.add(check.way, tenancy.role, "held", check.held)
