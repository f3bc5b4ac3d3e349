"""Checks for the written scripts: nothing has come since that nobody tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.prover.leaks.catalog import owned_relations
from backend_data_model.prover.leaks.catalog_check import OF_EXTENSION, USER_SCHEMAS, CatalogCheck
from backend_data_model.prover.leaks.script_parts import array, text

if TYPE_CHECKING:
    from backend_data_model.engines.session import EngineSession
    from backend_data_model.prover.leaks.subject import Tenancy
# What the dependencies of a policy say of it does not differ between versions of the server, as its text may.
_ASKED = (
    "SELECT coalesce(pg_catalog.string_agg(a.attname::text, ', ' ORDER BY a.attname), '') FROM pg_catalog.pg_depend d "
    "JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid "
    "WHERE d.classid = 'pg_catalog.pg_policy'::regclass AND d.objid = p.oid AND d.refobjsubid > 0"
)


def unknown_objects(tenancy: Tenancy, session: EngineSession) -> list[CatalogCheck]:
    """Views, functions, keys, triggers and policies that are not among those of today."""
    owned, role = owned_relations(tenancy, session), text(tenancy.role)
    queries = {
        "unknown_relation": (
            "SELECT n.nspname || '.' || c.relname FROM pg_catalog.pg_class c "
            f"JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE {USER_SCHEMAS} "
            "AND (c.relkind IN ('m', 'f') OR c.relkind = 'v' AND NOT coalesce(c.reloptions::text[] && "
            "'{security_invoker=true,security_invoker=on,security_invoker=1}', false) "
            "OR c.relkind IN ('r', 'p') AND EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid)) "
            f"AND pg_catalog.has_table_privilege({role}, c.oid, 'SELECT, INSERT, UPDATE, DELETE') "
            f"AND NOT {OF_EXTENSION.format('c')}",
            "a view with its owner's rights, a materialized view, a foreign table or a partition that nobody tried",
        ),
        "unknown_function": (
            "SELECT n.nspname || '.' || p.proname || '(' || "
            "pg_catalog.pg_get_function_identity_arguments(p.oid) || ')' "
            "FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace "
            f"WHERE p.prosecdef AND {USER_SCHEMAS} AND p.prorettype <> 'pg_catalog.trigger'::regtype "
            f"AND pg_catalog.has_function_privilege({role}, p.oid, 'EXECUTE') AND NOT {OF_EXTENSION.format('p')}",
            "a SECURITY DEFINER function that nobody tried",
        ),
        "unknown_optional_tenant": (
            "SELECT n.nspname || '.' || c.relname || '.' || a.attname FROM pg_catalog.pg_attribute a "
            "JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
            f"WHERE a.attname = {text(tenancy.column)} AND NOT a.attnotnull AND c.oid IN ({owned})",
            "a tenant column that may be NULL and that nobody tried",
        ),
        "unknown_unique": (
            "SELECT n.nspname || '.' || c.relname || '.' || i.relname FROM pg_catalog.pg_index x "
            "JOIN pg_catalog.pg_class c ON c.oid = x.indrelid JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid "
            "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
            f"WHERE (x.indisunique OR x.indisexclusion) AND c.oid IN ({owned})",
            "a unique key or an exclusion that nobody tried",
        ),
        "unknown_foreign_key": (
            "SELECT n.nspname || '.' || c.relname || '.' || k.conname FROM pg_catalog.pg_constraint k "
            "JOIN pg_catalog.pg_class c ON c.oid = k.conrelid "
            "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
            f"WHERE k.contype = 'f' AND k.confrelid IN ({owned})",
            "a foreign key to a tenant's row that nobody tried",
        ),
        "unknown_trigger": (
            "SELECT n.nspname || '.' || c.relname || '.' || t.name FROM (SELECT tgrelid, tgname FROM "
            "pg_catalog.pg_trigger WHERE NOT tgisinternal UNION ALL SELECT ev_class, rulename "
            "FROM pg_catalog.pg_rewrite) t (relation, name) JOIN pg_catalog.pg_class c ON c.oid = t.relation "
            f"JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.oid IN ({owned})",
            "a trigger or rule that nobody tried",
        ),
        "unknown_policy": (
            "SELECT n.nspname || '.' || c.relname || '.' || p.polname || ' ' || p.polcmd::text || "
            f"CASE WHEN p.polpermissive THEN '' ELSE ' restrictive' END || ' (' || ({_ASKED}) || ')' "
            "FROM pg_catalog.pg_policy p JOIN pg_catalog.pg_class c ON c.oid = p.polrelid "
            f"JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.oid IN ({owned})",
            "a policy that nobody tried, or that asks for other columns than it did",
        ),
    }
    made = []
    for way, (sql, detail) in queries.items():
        today = [str(row[0]) for row in session.execute(f"SELECT * FROM ({sql}) x (name) ORDER BY name")]
        rest = f"SELECT * FROM ({sql}) known (name) WHERE name <> ALL ({array(today)})"
        made.append(
            CatalogCheck(way, "leak", rest, f"{detail}: write the script anew", f"no {detail.removeprefix('a ')}")
        )
    return made
