"""`tenancy/tenant_databases.sh` and `tenancy/tenant_registry.sql`: a database for each tenant, and where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.identifiers import quote_identifier

if TYPE_CHECKING:
    from backend_data_model.model.schema import Schema

_REGISTRY = """\
-- The databases of the tenants: run by `tenant_databases.sh setup` in the database of the registry.
--
-- Routing: look the tenant of the signed-in user up here (and keep it for some seconds), then connect to its database
-- as its role.  Never take the name of a database from the request.
-- A pool for each tenant needs tenants times pool size
-- connections: keep pools small, close idle ones, or let PgBouncer hold them (the view pgbouncer_databases writes its
-- [databases]).  A tenant moves to another server by a change of host and port.

BEGIN;

CREATE TABLE IF NOT EXISTS tenants (
    name       text        NOT NULL,
    database   text        NOT NULL,
    role       text        NOT NULL,
    host       text,
    port       integer,
    state      text        NOT NULL DEFAULT 'creating',
    failure    text,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_tenants PRIMARY KEY (name),
    CONSTRAINT unique_tenants_on_database UNIQUE (database, host, port),
    CONSTRAINT check_tenants_state_values CHECK (state IN ('creating', 'ready', 'closed'))
);

CREATE OR REPLACE VIEW pgbouncer_databases AS
SELECT format('%s = host=%s port=%s dbname=%s',
              name, coalesce(host, '127.0.0.1'), coalesce(port, 5432), database) AS line
FROM tenants WHERE state = 'ready' ORDER BY name;

COMMIT;
"""

_SCRIPT = """\
#!/bin/sh
# A database and a role for each tenant.
#
#   ./tenant_databases.sh setup                        the registry, and the template with ../schema.sql
#   ./tenant_databases.sh create acme                  a database like the template, open to the role of acme alone
#   ./tenant_databases.sh list                         what there is, and what failed last
#   ./tenant_databases.sh migrate DIR [--keep-going]   DIR/*.sql by name, in the template first, then in every tenant
#   ./tenant_databases.sh drop acme acme               for good; the name twice
#
# Connects as PGHOST, PGPORT, PGUSER say, which may create databases and roles.  Each file runs in one transaction with
# the note that it ran, in each database: stopped or failed half-way, `migrate` goes on where it is called again.
# The role of a tenant has no password yet: psql -c '\\password ROLE'.  PREFIX (default: tenant) begins all names.
#
# What it costs: databases share nothing, so that what all tenants have in common is kept in each, no query or foreign
# key reaches across, and backups, connections, extensions and migrations come once for each tenant.
set -eu
PREFIX=${{PREFIX:-tenant}}
REGISTRY=${{PREFIX}}_registry
TEMPLATE=${{PREFIX}}_template
HERE=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
export PGOPTIONS="${{PGOPTIONS:-}} -c lock_timeout=${{LOCK_TIMEOUT:-5s}}"

die() {{ echo "$*" >&2; exit 2; }}

# run DATABASE [psql options]: statements from standard input, stopped by the first error
run() {{ database=$1; shift; psql -X -q -A -t -v ON_ERROR_STOP=1 -v prefix="$PREFIX" -d "$database" "$@"; }}

check_name() {{
    case $1 in
        '' | [!a-z]* | *[!a-z0-9_]* | registry | template)
            die "a tenant's name has a letter first, then letters, digits and _: '$1'" ;;
    esac
    [ "${{#1}}" -le 40 ] || die "a tenant's name has 40 characters at most: '$1'"
}}

setup() {{
    for name in "$REGISTRY" "$TEMPLATE"; do
        run postgres -v name="$name" <<'SQL'
SELECT format('CREATE DATABASE %I', :'name') WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \\gexec
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
    done
    run "$REGISTRY" -f "$HERE/tenant_registry.sql"
    if [ "$(run "$TEMPLATE" -c "SELECT to_regclass('public.applied_migrations') IS NULL")" = t ]; then
        run "$TEMPLATE" -f "$HERE/../schema.sql"
        run "$TEMPLATE" <<'SQL'
CREATE TABLE public.applied_migrations (
    name       text        PRIMARY KEY,
    checksum   text        NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
SQL
    fi
}}

create() {{
    check_name "$1"
    run "$REGISTRY" -v tenant="$1" <<'SQL'
INSERT INTO tenants (name, database, role)
VALUES (:'tenant', :'prefix' || '_' || :'tenant', :'prefix' || '_' || :'tenant')
ON CONFLICT (name) DO NOTHING;
SQL
    [ "$(state "$1")" = creating ] || die "there is a tenant '$1' already"
    name=${{PREFIX}}_$1
    run postgres -v name="$name" -v template="$TEMPLATE" <<'SQL'
SELECT format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS', :'name')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'name') \\gexec
SELECT format('CREATE DATABASE %I TEMPLATE %I', :'name', :'template')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \\gexec
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"name" TO :"name";
SQL
    run "$name" -1 -v name="$name" <<'SQL'
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO :"name";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"name";
REVOKE ALL ON public.applied_migrations FROM :"name";
{records}ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"name";
SQL
    run "$REGISTRY" -v tenant="$1" <<'SQL'
UPDATE tenants SET state = 'ready' WHERE name = :'tenant';
SQL
}}

state() {{
    run "$REGISTRY" -v tenant="$1" <<'SQL'
SELECT state FROM tenants WHERE name = :'tenant';
SQL
}}

list() {{
    run "$REGISTRY" -c "SELECT name, database, state, coalesce(failure, '') FROM tenants ORDER BY name"
}}

# migrate_one DATABASE DIR
migrate_one() {{
    for file in "$2"/*.sql; do
        [ -f "$file" ] || die "no *.sql in $2"
        sum=$(cksum <"$file" | cut -d' ' -f1)
        known=$(run "$1" -v file="$(basename "$file")" <<'SQL'
SELECT checksum FROM public.applied_migrations WHERE name = :'file';
SQL
        ) || return 1
        if [ -z "$known" ]; then
            run "$1" -1 -v file="$(basename "$file")" -v sum="$sum" -f "$file" -f - <<'SQL' || return 1
INSERT INTO public.applied_migrations (name, checksum) VALUES (:'file', :'sum');
SQL
        elif [ "$known" != "$sum" ]; then
            echo "$file is not what was applied under that name" >&2
            return 1
        fi
    done
}}

migrate() {{
    directory=$1
    migrate_one "$TEMPLATE" "$directory" || die "failed on the template: no tenant was touched"
    failed=0
    for tenant in $(run "$REGISTRY" -c "SELECT name FROM tenants WHERE state = 'ready' ORDER BY name"); do
        if message=$(migrate_one "${{PREFIX}}_$tenant" "$directory" 2>&1); then
            message=
        else
            failed=$((failed + 1))
            echo "$tenant: $message" >&2
        fi
        run "$REGISTRY" -v tenant="$tenant" -v message="$message" <<'SQL'
UPDATE tenants SET failure = nullif(:'message', '')
WHERE name = :'tenant' AND failure IS DISTINCT FROM nullif(:'message', '');
SQL
        [ "$failed" -eq 0 ] || [ "${{2:-}}" = --keep-going ] || break
    done
    [ "$failed" -eq 0 ] || {{ echo "$failed failed: mend it and call this again" >&2; exit 1; }}
}}

drop() {{
    check_name "$1"
    [ "$1" = "${{2:-}}" ] || die "name the tenant twice"
    [ -n "$(state "$1")" ] || die "there is no tenant '$1'"
    run postgres -v name="${{PREFIX}}_$1" <<'SQL'
DROP DATABASE IF EXISTS :"name" WITH (FORCE);
DROP ROLE IF EXISTS :"name";
SQL
    run "$REGISTRY" -v tenant="$1" <<'SQL'
DELETE FROM tenants WHERE name = :'tenant';
SQL
}}

case ${{1:-}} in
    setup) setup ;;
    create) create "${{2:?name the tenant}}" ;;
    list) list ;;
    migrate) migrate "${{2:?name the directory}}" "${{3:-}}" ;;
    drop) drop "${{2:?name the tenant}}" "${{3:-}}" ;;
    *) sed -n '4,8s/^# *//p' "$0" >&2; exit 2 ;;
esac
"""


def render_tenant_databases(schema: Schema) -> dict[str, str]:
    """The registry and the script that makes, lists, migrates and drops the databases."""
    records = [quote_identifier(table.name, "postgresql") for table in schema.tables if table.audit]
    lines = "".join(f'REVOKE UPDATE, DELETE ON public.{name} FROM :"name";\n' for name in records)
    return {"tenant_registry.sql": _REGISTRY, "tenant_databases.sh": _SCRIPT.format(records=lines)}
