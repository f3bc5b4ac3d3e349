"""`tenancy/row_security.sql`: the row security of a schema alone, to be run again on a database that has it already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.ddl_writer import INDENT, join_sections
from backend_data_model.engines.postgresql.ddl import PostgreSQLWriter

if TYPE_CHECKING:
    from backend_data_model.model.schema import Schema
    from backend_data_model.model.settings import DesignSettings

_HEAD = """\
-- Row-level security of {count} table{s}: run it again after every change of the schema, in one transaction.
--
-- {how}
-- What row-level security does not hold, and what stands here against it:
--   the owner of a table           FORCE ROW LEVEL SECURITY
--   superusers, BYPASSRLS roles    the script stops when {role} is one, or owns one of the tables
--   plain and materialized views   audited at the end; use WITH (security_invoker = true) (PostgreSQL 15)
--   SECURITY DEFINER functions     audited at the end; set search_path = '' and check the tenant inside
--   TRUNCATE, COPY FROM            TRUNCATE is not granted; COPY FROM is refused on these tables to who is held
--   pg_dump, replication           run as a role with BYPASSRLS and contain all tenants"""
_SETTING = """\
In each transaction, through PgBouncer in transaction mode as well:
--     BEGIN; SELECT set_config('app.current_tenant_id', $1, true); ... COMMIT;
-- The third argument makes it local to the transaction; SET without LOCAL stays on the pooled connection for the next
-- client.  Take the value from the session of the signed-in user, never from the request itself.
--"""
_SUPABASE = """\
The tenants of a request are those of auth.uid() in private.tenant_members, which service_role fills.
-- Never take a tenant from user_metadata of the token: users edit that themselves.
--"""
_GUARD = """\
DO $$
DECLARE
    found text;
BEGIN
    SELECT string_agg(r.rolname, ', ') INTO found FROM pg_catalog.pg_roles r
    WHERE r.rolname = {role} AND (r.rolsuper OR r.rolbypassrls);
    IF found IS NOT NULL THEN
        RAISE EXCEPTION 'row-level security does not hold %: it is a superuser or has BYPASSRLS', found;
    END IF;
    SELECT string_agg(c.oid::regclass::text, ', ') INTO found FROM pg_catalog.pg_class c
    WHERE c.oid = ANY ({tables}) AND pg_catalog.pg_has_role({role}, c.relowner, 'MEMBER');
    IF found IS NOT NULL THEN
        RAISE EXCEPTION '% may act as the owner of %, who can switch row-level security off', {role}, found;
    END IF;
END
$$;"""
_AUDIT = """\
DO $$
DECLARE
    found record;
BEGIN
    FOR found IN
        SELECT p.polname, p.polrelid::regclass AS at FROM pg_catalog.pg_policy p
        WHERE p.polrelid = ANY ({tables}) AND p.polpermissive AND p.polname <> ALL ({policies})
    LOOP
        RAISE WARNING 'policy % on % is not of this script, and what any policy lets through is let through',
            found.polname, found.at;
    END LOOP;
    FOR found IN
        WITH RECURSIVE reads AS (
            SELECT DISTINCT w.ev_class AS view FROM pg_catalog.pg_depend d
            JOIN pg_catalog.pg_rewrite w ON w.oid = d.objid AND d.classid = 'pg_catalog.pg_rewrite'::regclass
            WHERE d.refobjid = ANY ({tables}) AND w.ev_class <> d.refobjid
          UNION
            SELECT w.ev_class FROM reads
            JOIN pg_catalog.pg_depend d ON d.refobjid = reads.view
            JOIN pg_catalog.pg_rewrite w ON w.oid = d.objid AND d.classid = 'pg_catalog.pg_rewrite'::regclass
        )
        SELECT c.oid::regclass AS at, c.relkind FROM reads JOIN pg_catalog.pg_class c ON c.oid = reads.view
        WHERE pg_catalog.has_table_privilege({role}, c.oid, 'SELECT')
          AND (c.relkind = 'm' OR (c.relkind = 'v' AND NOT coalesce(c.reloptions, '{{}}')
               && ARRAY['security_invoker=true', 'security_invoker=on', 'security_invoker=1', 'security_invoker=yes']))
    LOOP
        RAISE WARNING '% reads with the rights of its owner: every tenant''s rows are shown (%)', found.at,
            CASE found.relkind WHEN 'm' THEN 'a materialized view: do not grant it'
                 ELSE 'ALTER VIEW ... SET (security_invoker = true)' END;
    END LOOP;
    FOR found IN
        SELECT f.oid::regprocedure AS at, f.proconfig FROM pg_catalog.pg_proc f
        JOIN pg_catalog.pg_namespace n ON n.oid = f.pronamespace
        WHERE f.prosecdef AND n.nspname NOT IN ('pg_catalog', 'information_schema'{own})
          AND pg_catalog.has_schema_privilege({role}, n.oid, 'USAGE')
          AND pg_catalog.has_function_privilege({role}, f.oid, 'EXECUTE')
    LOOP
        RAISE WARNING '% runs with the rights of its owner, past the policies%', found.at,
            CASE WHEN found.proconfig::text LIKE '%search_path=%' THEN '' ELSE ', and without a search_path' END;
    END LOOP;
END
$$;"""
_MEMBERS_OF_USERS = """\
DO $$
BEGIN
    IF to_regclass('auth.users') IS NULL THEN
        RAISE WARNING 'there is no auth.users: private.tenant_members is not tied to it';
    ELSIF NOT EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE conname = 'fk_tenant_members_user_id_users') THEN
        ALTER TABLE private.tenant_members ADD CONSTRAINT fk_tenant_members_user_id_users
            FOREIGN KEY (user_id) REFERENCES auth.users (id) ON DELETE CASCADE;
    END IF;
END
$$;"""


def render_row_security(schema: Schema, settings: DesignSettings) -> str:
    """The script: roles, policies made anew, privileges taken back and given, and what to look at by hand."""
    writer = PostgreSQLWriter(schema, settings)
    protected = [table for table in schema.tables if table.row_security]
    names = [writer.table_name(table) for table in protected]
    role = writer.string(schema.application_role or "")
    tables = f"ARRAY[{', '.join(writer.string(name) for name in names)}]::regclass[]"
    policies = f"ARRAY[{', '.join(sorted({writer.string(policy.name) for policy in schema.policies}))}]"
    supabase = settings.row_security_form == "supabase"
    head = _HEAD.format(
        count=len(names),
        s="" if len(names) == 1 else "s",
        how=_SUPABASE if supabase else _SETTING,
        role=schema.application_role,
    )
    own = ", 'private'" if supabase else ""
    revoked = f",\n{INDENT}".join(writer.table_name(table) for table in writer.application_tables)
    revokes = [f"REVOKE ALL ON\n{INDENT}{revoked}\nFROM PUBLIC, {writer.quote(schema.application_role or '')};"]
    grants = [text for text in writer.privileges() if text not in revokes]
    sections: list[tuple[str | None, list[str]]] = [
        (None, [head, "BEGIN;"]),
        ("Roles", [writer.role(name) for name in schema.roles]),
        ("Who must not be held by nothing", [_GUARD.format(role=role, tables=tables)]),
        ("Memberships", _memberships(writer) if supabase else []),
        ("Policies", _policies(writer)),
        ("Privileges", [*revokes, *grants, *_defaults(writer)]),
        ("Audit: a warning for each thing that passes by the policies", [_audit(role, tables, policies, own)]),
        (None, ["COMMIT;"]),
    ]
    return join_sections(sections, writer)


def _audit(role: str, tables: str, policies: str, own: str) -> str:
    return _AUDIT.format(role=role, tables=tables, policies=policies, own=own)


def _policies(writer: PostgreSQLWriter) -> list[str]:
    found = []
    for table in writer.schema.tables:
        if not table.row_security:
            continue
        name = writer.table_name(table)
        lines = [f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;", f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY;"]
        for policy in writer.policies.get(table.name, ()):
            lines.append(f"DROP POLICY IF EXISTS {writer.quote(policy.name)} ON {name};")
            lines.append(writer.policy(policy))
        found.append("\n".join(lines))
    return found


def _defaults(writer: PostgreSQLWriter) -> list[str]:
    """Functions made later by the same role are not for everyone until that is said."""
    text = "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;"
    note = "-- Later functions of the role that runs this are for nobody until they are granted; tables are so anyway."
    return [f"{note}\n{text}"]


def _memberships(writer: PostgreSQLWriter) -> list[str]:
    """The private schema with its table and function, where they are not there yet."""
    schema = writer.schema
    found = [f"CREATE SCHEMA IF NOT EXISTS {writer.quote(name)};" for name in schema.namespaces]
    for table in schema.tables:
        if table.schema in schema.namespaces:
            text = writer.create_table(table, set())
            found.append(text.replace("CREATE TABLE ", "CREATE TABLE IF NOT EXISTS ", 1))
            found += [
                writer.index(table, index).replace("CREATE INDEX ", "CREATE INDEX IF NOT EXISTS ", 1)
                for index in table.indexes
            ]
    found += [
        f"{routine.definition.replace('CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION', 1)};"
        for routine in schema.routines
        if routine.schema in schema.namespaces
    ]
    return [*found, _MEMBERS_OF_USERS]
