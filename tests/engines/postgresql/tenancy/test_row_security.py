"""row_security.sql on a server: again and again, on a schema that has it already, and what it refuses and warns of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.engines.agency import Made
from tests.engines.postgresql.tenancy.conftest import ROWS, column

if TYPE_CHECKING:
    from backend_data_model.engines.postgresql.server import PostgresServer

MADE = Made("postgresql")
SUPABASE = Made("postgresql", row_security_form="supabase")
SCRIPT = MADE.files["row_security.sql"]
POLICIES = "SELECT polrelid::regclass || ' ' || polname || pg_get_expr(polqual, polrelid) FROM pg_policy ORDER BY 1"
AUTH = """
CREATE SCHEMA auth;
CREATE TABLE auth.users (id uuid PRIMARY KEY);
CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS
    $$ SELECT (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid $$;
CREATE ROLE anon NOLOGIN; CREATE ROLE authenticated NOLOGIN;
GRANT USAGE ON SCHEMA auth TO authenticated;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO anon, authenticated;
"""
ANNE, BEN = "00000000-0000-0000-0000-00000000000a", "00000000-0000-0000-0000-00000000000b"


def warned(connection: Any, script: str) -> list[str]:
    found: list[str] = []
    connection.add_notice_handler(
        lambda notice: found.append(notice.message_primary) if notice.severity_nonlocalized == "WARNING" else None
    )
    connection.execute(script)
    return found


def seen(connection: Any, tenant: str, table: str = "projects") -> list[int]:
    with connection.transaction():
        connection.execute("SET LOCAL ROLE app_user")
        connection.execute("SELECT set_config('app.current_tenant_id', %s, true)", (tenant,))
        return column(connection, f"SELECT id FROM {table} ORDER BY id")


def test_runs_again_and_changes_nothing(postgres: PostgresServer) -> None:
    with postgres.database() as connection:
        connection.execute(MADE.ddl)
        connection.execute(ROWS)
        before = column(connection, POLICIES)
        assert warned(connection, SCRIPT) == []
        assert warned(connection, SCRIPT) == []
        assert column(connection, POLICIES) == before
        assert (seen(connection, "1"), seen(connection, "2"), seen(connection, "")) == ([1, 2], [3], [])


def test_puts_back_what_was_lost(postgres: PostgresServer) -> None:
    with postgres.database() as connection:
        connection.execute(MADE.ddl)
        connection.execute(ROWS)
        connection.execute(
            "ALTER TABLE projects DISABLE ROW LEVEL SECURITY; ALTER TABLE labels NO FORCE ROW LEVEL SECURITY;"
            "DROP POLICY tenant_isolation_select ON labels; GRANT TRUNCATE ON projects TO app_user;"
            "CREATE POLICY tenant_isolation_select ON labels FOR SELECT USING (true)"
        )
        assert seen(connection, "1") == [1, 2, 3]
        assert seen(connection, "1", "labels") == [1, 2]
        assert warned(connection, SCRIPT) == []
        assert (seen(connection, "1"), seen(connection, "1", "labels")) == ([1, 2], [1])
        assert not column(connection, "SELECT has_table_privilege('app_user', 'projects', 'TRUNCATE')")[0]


def test_a_row_of_another_tenant_is_not_referred_to_where_rows_are_shared(postgres: PostgresServer) -> None:
    with postgres.database() as connection:
        connection.execute(MADE.ddl)
        connection.execute(ROWS)
        for template, refused in (("NULL", False), (1, False), (2, False), (3, True)):
            statement = f"UPDATE projects SET template_id = {template} WHERE id = 1"
            with connection.transaction():
                connection.execute("SET LOCAL ROLE app_user")
                connection.execute("SELECT set_config('app.current_tenant_id', '1', true)")
                if refused:
                    with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
                        connection.execute(statement)
                else:
                    assert connection.execute(statement).rowcount == 1


@pytest.mark.parametrize(
    ("mistake", "warning"),
    [
        ("CREATE VIEW v AS SELECT * FROM projects; GRANT SELECT ON v TO app_user", "v reads with the rights"),
        (
            "CREATE VIEW v WITH (security_invoker) AS SELECT * FROM projects; CREATE VIEW w AS SELECT * FROM v;"
            "GRANT SELECT ON v, w TO app_user",
            "w reads with the rights",
        ),
        ("CREATE MATERIALIZED VIEW m AS SELECT * FROM labels; GRANT SELECT ON m TO app_user", "m reads with"),
        (
            "CREATE FUNCTION f() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM projects'",
            "f() runs with the rights of its owner, past the policies, and without a search_path",
        ),
        ("CREATE POLICY everything ON labels USING (true)", "policy everything on labels"),
    ],
)
def test_warns_of(mistake: str, warning: str, postgres: PostgresServer) -> None:
    with postgres.database() as connection:
        connection.execute(MADE.ddl)
        connection.execute(mistake)
        [text] = warned(connection, SCRIPT)
        assert text.startswith(warning)


@pytest.mark.parametrize("mistake", ["ALTER ROLE app_user BYPASSRLS", "ALTER TABLE labels OWNER TO app_user"])
def test_refuses(mistake: str, postgres: PostgresServer) -> None:
    with postgres.database() as connection:
        connection.execute(MADE.ddl)
        connection.execute(mistake)
        with pytest.raises(psycopg.errors.RaiseException):
            connection.execute(SCRIPT)


def as_user(connection: Any, user: str, statement: str) -> list[Any]:
    with connection.transaction():
        connection.execute("SET LOCAL ROLE authenticated")
        claims = f'{{"sub": "{user}"}}' if user else ""
        connection.execute("SELECT set_config('request.jwt.claims', %s, true)", (claims,))
        return column(connection, statement)


def test_supabase_shows_the_tenants_of_the_user(postgres: PostgresServer) -> None:
    with postgres.database() as connection:
        connection.execute(AUTH)
        connection.execute(SUPABASE.ddl)
        assert warned(connection, SUPABASE.files["row_security.sql"]) == []
        assert warned(connection, SUPABASE.files["row_security.sql"]) == []
        connection.execute(ROWS)
        connection.execute(f"INSERT INTO auth.users VALUES ('{ANNE}'), ('{BEN}')")
        connection.execute(f"INSERT INTO private.tenant_members VALUES ('{ANNE}', 1), ('{ANNE}', 2), ('{BEN}', 2)")
        ids = "SELECT id FROM projects ORDER BY id"
        assert (as_user(connection, ANNE, ids), as_user(connection, BEN, ids)) == ([1, 2, 3], [3])
        assert as_user(connection, "", ids) == []
        moved = "UPDATE labels SET agency_id = 1 WHERE id = 2 RETURNING id"
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            as_user(connection, BEN, moved)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            as_user(connection, BEN, "SELECT tenant_id FROM private.tenant_members")
        rights = (
            "SELECT has_table_privilege(r, 'projects', p)"
            " FROM (VALUES ('anon', 'SELECT'), ('authenticated', 'TRUNCATE')) AS t (r, p)"
        )
        assert column(connection, rights) == [False, False]
        connection.execute(f"DELETE FROM auth.users WHERE id = '{BEN}'")
        assert as_user(connection, BEN, ids) == []


def test_supabase_asks_once_for_each_statement(postgres: PostgresServer) -> None:
    with postgres.database() as connection:
        connection.execute(AUTH)
        connection.execute(SUPABASE.ddl)
        plan = "\n".join(as_user(connection, ANNE, "EXPLAIN SELECT * FROM labels"))
        assert "InitPlan" in plan
        assert "SubPlan" not in plan
