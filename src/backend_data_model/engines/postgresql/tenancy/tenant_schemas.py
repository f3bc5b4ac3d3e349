"""`tenancy/tenant_schemas.sql`: a schema for each tenant; makes, lists, migrates and drops them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from backend_data_model.engines.ddl_writer import join_sections
from backend_data_model.engines.postgresql.ddl import PostgreSQLWriter, ddl_sections

if TYPE_CHECKING:
    from backend_data_model.model.schema import Schema, Table
    from backend_data_model.model.settings import DesignSettings

SHARED = "shared"

_SCRIPT = """\
-- A schema and a role for each tenant.  Run once, in an empty database, as the role that will own everything.
--
--     CALL tenant_admin.create_tenant('acme');              SELECT * FROM tenant_admin.tenant_versions();
--     SELECT tenant_admin.add_migration('ALTER TABLE ...');  CALL tenant_admin.migrate_tenants();
--     CALL tenant_admin.drop_tenant('acme', confirm => 'acme');
--
-- The application connects as a member of {application} and says for whom it works, inside each transaction, through
-- PgBouncer in transaction mode as well:
--     BEGIN; SELECT {shared}.enter_tenant('acme'); ... COMMIT;
-- That sets role and search_path for the transaction alone.  Without it no tenant's table can be reached, and the role
-- of a tenant reaches no other schema.  The application's login may enter every tenant: so can who runs SQL through it.
-- What all tenants share is in the schema {shared}, which the tenants' roles may read and not write.  Its rows are not
-- kept apart: where one names a tenant, all tenants can read it.
--
-- Limits: every tenant brings all tables, indexes and their rows in the catalogs once more.  Past some thousands of
-- tenants pg_dump, autovacuum, planning and each connection's caches suffer, and a migration takes as many turns.
-- A migration runs in one transaction for each tenant: nothing that cannot, such as CREATE INDEX CONCURRENTLY.

BEGIN;

CREATE SCHEMA tenant_admin;
REVOKE ALL ON SCHEMA tenant_admin FROM PUBLIC;
CREATE SCHEMA IF NOT EXISTS {shared};

{role}

-- Names on the server are shared by its databases: the tenants' roles carry the name of this one.
CREATE FUNCTION tenant_admin.role_of(tenant text) RETURNS text
LANGUAGE plpgsql STABLE STRICT
SET search_path = ''
AS $body$
DECLARE
    name text := current_database() || '_tenant_' || tenant;
BEGIN
    IF tenant !~ '^[a-z][a-z0-9_]{{0,39}}$' THEN
        RAISE EXCEPTION 'a tenant''s name has a letter first, then letters, digits and _, 40 at most, in lower case: %',
            quote_literal(tenant);
    ELSIF octet_length(name) > 63 THEN
        RAISE EXCEPTION 'the role % would have a name of more than 63 bytes', name;
    END IF;
    RETURN name;
END
$body$;

CREATE TABLE tenant_admin.tenants (
    name       text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_tenants PRIMARY KEY (name)
);

CREATE TABLE tenant_admin.migrations (
    version  integer     NOT NULL,
    script   text        NOT NULL,
    added_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_migrations PRIMARY KEY (version)
);

CREATE TABLE tenant_admin.failures (
    tenant    text        NOT NULL,
    message   text        NOT NULL,
    failed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT pk_failures PRIMARY KEY (tenant),
    CONSTRAINT fk_failures_tenant_tenants FOREIGN KEY (tenant) REFERENCES tenant_admin.tenants (name) ON DELETE CASCADE
);

{group}

{shared_ddl}

GRANT USAGE ON SCHEMA {shared} TO {application};
CREATE FUNCTION {shared}.enter_tenant(tenant text) RETURNS void
LANGUAGE plpgsql STRICT
AS $body$
BEGIN
    IF tenant !~ '^[a-z][a-z0-9_]{{0,39}}$' THEN
        RAISE EXCEPTION 'no tenant has such a name';
    END IF;
    PERFORM pg_catalog.set_config('role', current_database() || '_tenant_' || tenant, true),
            pg_catalog.set_config('search_path', pg_catalog.format('%I, {shared}, pg_temp', 'tenant_' || tenant), true);
END
$body$;
REVOKE ALL ON FUNCTION {shared}.enter_tenant(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION {shared}.enter_tenant(text) TO {application};

-- The next migration of every tenant; unqualified names are the tenant's own.
CREATE FUNCTION tenant_admin.add_migration(script text) RETURNS integer
LANGUAGE sql STRICT
SET search_path = ''
AS $body$
    LOCK TABLE tenant_admin.migrations IN SHARE ROW EXCLUSIVE MODE;
    INSERT INTO tenant_admin.migrations (version, script)
    SELECT coalesce(max(m.version), 0) + 1, add_migration.script FROM tenant_admin.migrations AS m
    RETURNING version;
$body$;

-- Applies what one tenant lacks; all of it or nothing.  Gives the number of migrations.
CREATE FUNCTION tenant_admin.migrate_tenant(tenant text, lock_timeout text DEFAULT '5s') RETURNS integer
LANGUAGE plpgsql STRICT
AS $body$
DECLARE
    own text := 'tenant_' || tenant;
    role text := tenant_admin.role_of(tenant);
    before text := current_setting('search_path');
    done integer := 0;
    reached integer;
    next record;
BEGIN
    PERFORM pg_catalog.set_config('lock_timeout', lock_timeout, true);
    PERFORM pg_catalog.set_config('tenant_admin.role', role, true);
    PERFORM pg_catalog.set_config('search_path', pg_catalog.format('%I, {shared}, pg_temp', own), true);
    EXECUTE pg_catalog.format('SELECT coalesce(max(version), 0) FROM %I.applied_migrations', own) INTO reached;
    EXECUTE pg_catalog.format(
        'ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I', own, role);
    EXECUTE pg_catalog.format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT USAGE ON SEQUENCES TO %I', own, role);
    FOR next IN
        SELECT m.version, m.script FROM tenant_admin.migrations AS m WHERE m.version > reached ORDER BY m.version
    LOOP
        BEGIN
            EXECUTE next.script;
        EXCEPTION WHEN OTHERS THEN
            RAISE EXCEPTION 'migration %: %', next.version, SQLERRM USING ERRCODE = SQLSTATE;
        END;
        EXECUTE pg_catalog.format('INSERT INTO %I.applied_migrations (version) VALUES ($1)', own) USING next.version;
        done := done + 1;
    END LOOP;
    PERFORM pg_catalog.set_config('search_path', before, true);
    RETURN done;
END
$body$;

CREATE PROCEDURE tenant_admin.create_tenant(tenant text)
LANGUAGE plpgsql
AS $body$
DECLARE
    own text := 'tenant_' || tenant;
    role text := tenant_admin.role_of(tenant);
BEGIN
    INSERT INTO tenant_admin.tenants (name) VALUES (tenant);
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = role) THEN
        EXECUTE pg_catalog.format('CREATE ROLE %I NOLOGIN NOBYPASSRLS', role);
    END IF;
    EXECUTE pg_catalog.format('GRANT %I TO %I', tenant_admin.readers(), role);
    EXECUTE pg_catalog.format('GRANT %I TO {application}', role);
    EXECUTE pg_catalog.format('CREATE SCHEMA %I', own);
    EXECUTE pg_catalog.format('GRANT USAGE ON SCHEMA %I TO %I', own, role);
    EXECUTE pg_catalog.format(
        'CREATE TABLE %I.applied_migrations ('
        'version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())', own);
    PERFORM tenant_admin.migrate_tenant(tenant);
END
$body$;

-- The template first, where a failure stops everything, then each tenant in a transaction of its own.  Stopped or
-- failed half-way it goes on where it is called again: each schema knows its own version.
CREATE PROCEDURE tenant_admin.migrate_tenants(stop_at_failure boolean DEFAULT true, lock_timeout text DEFAULT '5s')
LANGUAGE plpgsql
AS $body$
DECLARE
    names text[] := ARRAY(SELECT t.name FROM tenant_admin.tenants AS t ORDER BY t.name <> 'template', t.name);
    tenant_name text;
    failed integer := 0;
    said text;
    changed integer;
BEGIN
    IF NOT pg_catalog.pg_try_advisory_lock(pg_catalog.hashtext('tenant_admin.migrate_tenants')) THEN
        RAISE EXCEPTION 'another session is migrating the tenants';
    END IF;
    FOREACH tenant_name IN ARRAY names LOOP
        said := NULL;
        BEGIN
            changed := tenant_admin.migrate_tenant(tenant_name, lock_timeout);
            DELETE FROM tenant_admin.failures AS f WHERE f.tenant = tenant_name;
            IF changed > 0 THEN
                RAISE NOTICE '%: % migrations applied', tenant_name, changed;
            END IF;
        EXCEPTION WHEN OTHERS THEN
            said := SQLERRM;
            INSERT INTO tenant_admin.failures (tenant, message) VALUES (tenant_name, said)
            ON CONFLICT (tenant) DO UPDATE SET message = EXCLUDED.message, failed_at = EXCLUDED.failed_at;
        END;
        COMMIT;
        IF said IS NOT NULL THEN
            failed := failed + 1;
            RAISE WARNING '%: %', tenant_name, said;
            EXIT WHEN stop_at_failure OR tenant_name = 'template';
        END IF;
    END LOOP;
    PERFORM pg_catalog.pg_advisory_unlock(pg_catalog.hashtext('tenant_admin.migrate_tenants'));
    IF failed > 0 THEN
        RAISE EXCEPTION '% of % tenants failed: see tenant_admin.tenant_versions(), mend it and call this again',
            failed, pg_catalog.cardinality(names);
    END IF;
END
$body$;

CREATE FUNCTION tenant_admin.tenant_versions()
RETURNS TABLE (tenant text, version integer, behind bigint, failure text)
LANGUAGE plpgsql STABLE
AS $body$
#variable_conflict use_column
DECLARE
    found record;
BEGIN
    FOR found IN
        SELECT t.name, f.message FROM tenant_admin.tenants AS t
        LEFT JOIN tenant_admin.failures AS f ON f.tenant = t.name ORDER BY t.name
    LOOP
        tenant_versions.tenant := found.name;
        tenant_versions.failure := found.message;
        EXECUTE pg_catalog.format(
            'SELECT coalesce(max(version), 0) FROM %I.applied_migrations', 'tenant_' || found.name)
            INTO tenant_versions.version;
        SELECT count(*) INTO tenant_versions.behind FROM tenant_admin.migrations AS m
        WHERE m.version > tenant_versions.version;
        RETURN NEXT;
    END LOOP;
END
$body$;

CREATE PROCEDURE tenant_admin.drop_tenant(tenant text, confirm text)
LANGUAGE plpgsql
AS $body$
DECLARE
    role text := tenant_admin.role_of(tenant);
BEGIN
    IF confirm IS DISTINCT FROM tenant OR tenant = 'template' THEN
        RAISE EXCEPTION 'name the tenant once more in confirm; the template stays';
    ELSIF NOT EXISTS (SELECT FROM tenant_admin.tenants AS t WHERE t.name = tenant) THEN
        RAISE EXCEPTION 'there is no tenant %', tenant;
    END IF;
    EXECUTE pg_catalog.format('DROP SCHEMA %I CASCADE', 'tenant_' || tenant);
    EXECUTE pg_catalog.format('DROP ROLE %I', role);
    DELETE FROM tenant_admin.tenants AS t WHERE t.name = tenant;
END
$body$;

REVOKE ALL ON ALL ROUTINES IN SCHEMA tenant_admin FROM PUBLIC;

SELECT tenant_admin.add_migration({migration});

-- The schema on which every migration is tried before it reaches a tenant.
CALL tenant_admin.create_tenant('template');

COMMIT;
"""

_GROUP = """\
-- Who may read what all tenants share: a role of which all tenants' roles are members.
CREATE FUNCTION tenant_admin.readers() RETURNS text
LANGUAGE sql STABLE
SET search_path = ''
AS $body$ SELECT pg_catalog.left(current_database(), 46) || '_tenants_readers' $body$;

DO $body$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = tenant_admin.readers()) THEN
        EXECUTE pg_catalog.format('CREATE ROLE %I NOLOGIN NOBYPASSRLS', tenant_admin.readers());
    END IF;
    EXECUTE pg_catalog.format('GRANT USAGE ON SCHEMA {shared} TO %I', tenant_admin.readers());
    EXECUTE pg_catalog.format(
        'ALTER DEFAULT PRIVILEGES IN SCHEMA {shared} GRANT SELECT ON TABLES TO %I', tenant_admin.readers());
END
$body$;"""
_APPLICATION = """\
DO $body$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {name}) THEN
        CREATE ROLE {role} NOLOGIN NOINHERIT NOBYPASSRLS;
    ELSIF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {name} AND (rolinherit OR rolsuper)) THEN
        RAISE EXCEPTION '% must be NOINHERIT and no superuser, or it has the rights of all tenants at once', {name};
    END IF;
END
$body$;"""
_READ_AND_ADD = """\
DO $records$
BEGIN
    EXECUTE pg_catalog.format('REVOKE UPDATE, DELETE ON {table} FROM %I', current_setting('tenant_admin.role'));
END
$records$;"""


def render_tenant_schemas(schema: Schema, settings: DesignSettings) -> str:
    """The script; the tables of one tenant are its first migration."""
    shared = {table.name for table in schema.tables if table.schema == SHARED}
    writer = PostgreSQLWriter(schema, settings)
    common = _part(schema, settings, shared, keep=True)
    own = _part(schema, settings, shared, keep=False)
    records = [table for table in schema.tables if table.audit and table.name not in shared]
    own += "".join(f"\n{_READ_AND_ADD.format(table=writer.table_name(table))}\n" for table in records)
    role = settings.application_role
    return _SCRIPT.format(
        application=writer.quote(role),
        shared=SHARED,
        role=_APPLICATION.format(name=writer.string(role), role=writer.quote(role)),
        group=_GROUP.format(shared=SHARED),
        shared_ddl=common.strip(),
        migration=dollar_quoted(own),
    )


def _part(schema: Schema, settings: DesignSettings, shared: set[str], *, keep: bool) -> str:
    """The DDL of the tables that all share, or of those of one tenant."""

    def belongs(table: str | None) -> bool:
        return (table in shared) is keep

    tables: list[Table] = [table for table in schema.tables if belongs(table.name)]
    part = replace(
        schema,
        tables=tables,
        namespaces=[],
        roles=[],
        extensions=schema.extensions if keep else [],
        triggers=[trigger for trigger in schema.triggers if belongs(trigger.table)],
        routines=[routine for routine in schema.routines if (routine.schema == SHARED) is keep],
    )
    writer = PostgreSQLWriter(part, settings)
    return join_sections(ddl_sections(writer), writer) if tables else ""


def dollar_quoted(text: str) -> str:
    """A string that needs no escapes inside, with a mark that does not occur in it."""
    number = 1
    while f"$migration{number}$" in text:
        number += 1
    return f"$migration{number}$\n{text.strip()}\n$migration{number}$"
