"""A schema for each tenant on a server: two kept apart, twenty migrated past one that fails, one dropped."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.engines.agency import Made
from tests.engines.postgresql.tenancy.conftest import column

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.postgresql.server import PostgresServer

MADE = Made("postgresql", "schema")
SCRIPT = MADE.files["tenant_schemas.sql"]
MISSING = psycopg.errors.UndefinedTable


@contextlib.contextmanager
def installed(postgres: PostgresServer) -> Iterator[tuple[Any, Any]]:
    """The owner's connection and one of the application's login."""
    with postgres.database() as owner:
        owner.execute(SCRIPT)
        login = f"{owner.info.dbname}_login"
        owner.execute(f"CREATE ROLE {login} LOGIN IN ROLE app_user")
        information = postgres.connection_info | {"dbname": owner.info.dbname, "user": login}
        with psycopg.connect(**information, autocommit=True) as application:
            yield owner, application


def within(application: Any, tenant: str, statement: str) -> list[Any]:
    with application.transaction():
        application.execute("SELECT shared.enter_tenant(%s)", (tenant,))
        return column(application, statement)


def test_what_all_share_stands_apart() -> None:
    shared = {table.name for table in MADE.schema.tables if table.schema == "shared"}
    assert shared == {"countries", "users", "agencies", "memberships"}
    customers = MADE.schema.table("customers")
    assert customers is not None
    assert [(key.ref_schema, key.ref_table) for key in customers.foreign_keys] == [("shared", "countries")]


def test_two_tenants_are_kept_apart(postgres: PostgresServer) -> None:
    with installed(postgres) as (owner, application):
        owner.execute("INSERT INTO shared.countries (name) VALUES ('NO')")
        for name in ("north", "south"):
            owner.execute("CALL tenant_admin.create_tenant(%s)", (name,))
        made = within(
            application, "north", "INSERT INTO customers (country_id, email) VALUES (1, 'c@x') RETURNING email"
        )
        assert made == ["c@x"]
        assert within(application, "north", "SELECT count(*) FROM customers") == [1]
        assert within(application, "south", "SELECT count(*) FROM customers") == [0]
        assert within(application, "south", "SELECT name FROM countries") == ["NO"]
        for statement in (
            "SELECT * FROM tenant_north.customers",
            "DELETE FROM tenant_north.customers RETURNING 1",
            "UPDATE countries SET name = 'x' RETURNING 1",
            "UPDATE log_entries SET action = 'x' RETURNING 1",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                within(application, "south", statement)
        with pytest.raises(MISSING):
            application.execute("SELECT * FROM customers")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("SELECT * FROM tenant_north.customers")


@pytest.mark.parametrize("name", ["Acme", "a; DROP SCHEMA shared", "", "a" * 41, "north'--", "pg_x y"])
def test_refuses_a_name(name: str, postgres: PostgresServer) -> None:
    with installed(postgres) as (owner, application):
        with pytest.raises(psycopg.errors.RaiseException):
            owner.execute("CALL tenant_admin.create_tenant(%s)", (name,))
        with pytest.raises(psycopg.errors.RaiseException):
            application.execute("SELECT shared.enter_tenant(%s)", (name,))


def test_migrates_twenty_tenants_past_one_that_fails(postgres: PostgresServer) -> None:
    with installed(postgres) as (owner, _):
        for number in range(20):
            owner.execute("CALL tenant_admin.create_tenant(%s)", (f"t{number:02}",))
        owner.execute("INSERT INTO tenant_t07.labels (name) VALUES ('')")
        owner.execute("SELECT tenant_admin.add_migration('ALTER TABLE labels ADD CHECK (name <> '''')')")
        versions = "SELECT tenant, version FROM tenant_admin.tenant_versions()"
        with pytest.raises(psycopg.errors.RaiseException, match="1 of 21 tenants failed"):
            owner.execute("CALL tenant_admin.migrate_tenants()")
        reached = dict(owner.execute(versions).fetchall())
        assert [reached[f"t{n:02}"] for n in range(20)] == [2] * 7 + [1] * 13
        with pytest.raises(psycopg.errors.RaiseException, match="1 of 21 tenants failed"):
            owner.execute("CALL tenant_admin.migrate_tenants(stop_at_failure => false)")
        reached = dict(owner.execute(versions).fetchall())
        assert [name for name, version in reached.items() if version == 1] == ["t07"]
        [failure] = column(owner, "SELECT failure FROM tenant_admin.tenant_versions() WHERE failure IS NOT NULL")
        assert failure.startswith("migration 2: check constraint")
        owner.execute("UPDATE tenant_t07.labels SET name = 'x'")
        owner.execute("CALL tenant_admin.migrate_tenants()")
        assert set(dict(owner.execute(versions).fetchall()).values()) == {2}
        assert column(owner, "SELECT count(*) FROM tenant_admin.failures") == [0]


def test_a_migration_that_fails_on_the_template_reaches_no_tenant(postgres: PostgresServer) -> None:
    with installed(postgres) as (owner, _):
        owner.execute("CALL tenant_admin.create_tenant('acme')")
        owner.execute("SELECT tenant_admin.add_migration('ALTER TABLE labels ADD COLUMN c integer; SELECT 1/0')")
        with pytest.raises(psycopg.errors.RaiseException, match="failed"):
            owner.execute("CALL tenant_admin.migrate_tenants(stop_at_failure => false)")
        added = "SELECT attrelid FROM pg_attribute WHERE attname = 'c' AND attrelid::regclass::text ~ 'labels'"
        assert column(owner, added) == []


def test_drops_a_tenant_that_is_named_twice(postgres: PostgresServer) -> None:
    with installed(postgres) as (owner, application):
        for name in ("north", "south"):
            owner.execute("CALL tenant_admin.create_tenant(%s)", (name,))
        with pytest.raises(psycopg.errors.RaiseException):
            owner.execute("CALL tenant_admin.drop_tenant('north', 'south')")
        owner.execute("CALL tenant_admin.drop_tenant('north', confirm => 'north')")
        assert column(owner, "SELECT tenant FROM tenant_admin.tenant_versions()") == ["south", "template"]
        with pytest.raises(psycopg.Error):
            within(application, "north", "SELECT 1")
        assert within(application, "south", "SELECT count(*) FROM labels") == [0]
