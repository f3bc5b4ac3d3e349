"""A tenant's rows leave a database that holds others, and come back elsewhere; nothing else is touched."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.engines.agency import Made
from tests.engines.postgresql.tenancy.conftest import ROWS, column

if TYPE_CHECKING:
    from backend_data_model.engines.postgresql.server import PostgresServer

MADE = Made("postgresql")
SCRIPTS = MADE.files["export_tenant.sql"] + MADE.files["delete_tenant.sql"]


def contents(connection: Any) -> dict[str, list[str]]:
    """Every row of every table as text."""
    return {
        table.name: sorted(column(connection, f"SELECT t::text FROM {table.name} AS t")) for table in MADE.schema.tables
    }


def of_tenant(connection: Any, tenant: int) -> dict[str, list[str]]:
    return {
        table.name: sorted(
            column(connection, f"SELECT t::text FROM {table.name} AS t WHERE {table.tenant_column} = {tenant}")
        )
        for table in MADE.schema.tables
        if table.tenant_column
    }


def test_nothing_of_the_tenant_is_left_and_nothing_of_the_other_touched(postgres: PostgresServer) -> None:
    with postgres.database() as connection:
        connection.execute(MADE.ddl)
        connection.execute(ROWS)
        connection.execute(SCRIPTS)
        connection.execute(SCRIPTS)
        before, other = contents(connection), of_tenant(connection, 2)
        connection.execute("CALL tenant_admin.delete_tenant(1)")
        assert contents(connection) == before
        connection.execute("CALL tenant_admin.delete_tenant(1, dry_run => false, batch => 1)")
        assert not any(of_tenant(connection, 1).values())
        assert of_tenant(connection, 2) == other
        after = contents(connection)
        assert [after[name] == before[name] for name in ("users", "countries")] == [True, True]
        assert len(after["templates"]) == len(before["templates"]) - 1
        with pytest.raises(psycopg.errors.RaiseException, match="no tenant 1"):
            connection.execute("CALL tenant_admin.delete_tenant(1, dry_run => false)")


def test_counts_what_it_would_delete(postgres: PostgresServer) -> None:
    with postgres.database() as connection:
        connection.execute(MADE.ddl)
        connection.execute(ROWS)
        connection.execute(SCRIPTS)
        counted = dict(connection.execute("SELECT * FROM tenant_admin.count_tenant(1)").fetchall())
        assert counted == {name: len(rows) for name, rows in of_tenant(connection, 1).items()}


def test_comes_back_elsewhere(postgres: PostgresServer) -> None:
    with postgres.database() as source, postgres.database() as target:
        for connection in (source, target):
            connection.execute(MADE.ddl)
            connection.execute(SCRIPTS)
        source.execute(ROWS)
        lines = column(source, "SELECT tenant_admin.export_tenant(1)")
        assert {line["row"].get("agency_id", 1) for line in lines} == {1, None}
        target.execute("CREATE TEMPORARY TABLE tenant_lines (place bigint GENERATED ALWAYS AS IDENTITY, line jsonb)")
        target.cursor().executemany("INSERT INTO tenant_lines (line) VALUES (%s)", [(json.dumps(x),) for x in lines])
        target.execute("SELECT * FROM tenant_admin.restore_tenant()")
        assert of_tenant(target, 1) == of_tenant(source, 1)
        assert column(target, "SELECT email FROM users ORDER BY id") == ["a@x"]
        assert column(target, "SELECT name FROM templates ORDER BY id") == ["plain", "ours"]
        made = column(target, "INSERT INTO projects (agency_id, customer_id, code) VALUES (1, 1, 'new') RETURNING id")
        assert made[0] > 2


def test_the_application_may_do_neither(postgres: PostgresServer) -> None:
    with postgres.database() as connection:
        connection.execute(MADE.ddl)
        connection.execute(ROWS)
        connection.execute(SCRIPTS)
        connection.execute("SET ROLE app_user")
        for call in ("SELECT tenant_admin.export_tenant(1)", "CALL tenant_admin.delete_tenant(1)"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(call)


def test_a_role_from_which_rows_are_hidden_is_told_so(postgres: PostgresServer) -> None:
    with postgres.database() as connection:
        connection.execute(MADE.ddl)
        connection.execute(ROWS)
        connection.execute(SCRIPTS)
        connection.execute(
            "GRANT USAGE ON SCHEMA tenant_admin TO app_user;"
            "GRANT EXECUTE ON FUNCTION tenant_admin.count_tenant TO app_user; SET ROLE app_user"
        )
        with pytest.raises(psycopg.errors.RaiseException, match="hides rows from app_user"):
            connection.execute("SELECT tenant_admin.count_tenant(1)")
