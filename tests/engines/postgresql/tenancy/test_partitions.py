"""Partitions by tenant: only of tables past 10 GB; a tenant's partition is made, filled and dropped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tests.engines.agency import Made, agency
from tests.engines.postgresql.tenancy.conftest import ROWS, column

from backend_data_model.designer import design_schema
from backend_data_model.model.errors import InputError
from backend_data_model.model.settings import DesignSettings

if TYPE_CHECKING:
    from backend_data_model.engines.postgresql.server import PostgresServer

LARGE = (("customer", 1_000_000_000), ("project", 1_000_000_000), ("short_link", 1_000_000_000), ("label", 1_000))
LIST = Made("postgresql", partition_by_tenant="list", expected_rows=LARGE)
HASH = Made("postgresql", partition_by_tenant="hash", expected_rows=LARGE)
PARTITIONS = (
    "SELECT inhrelid::regclass::text FROM pg_inherits i JOIN pg_class c ON c.oid = inhrelid WHERE c.relkind = 'r'"
)


def test_only_large_tables_whose_rules_are_the_tenants_own() -> None:
    assert [t.name for t in LIST.schema.tables if t.partition_by] == ["customers", "projects"]
    assert any(
        note.startswith("short_links is not partitioned: unique_short_links_on_slug") for note in LIST.schema.notes
    )
    small = Made("postgresql", partition_by_tenant="list", expected_rows=(("project", 1_000_000),))
    assert not any(table.partition_by for table in small.schema.tables)
    assert any("none is expected to pass 10 GB" in note for note in small.schema.notes)


def test_needs_tenants_that_share_tables() -> None:
    with pytest.raises(InputError, match="partitions by tenant need tenants that share tables"):
        design_schema(agency("schema"), DesignSettings("postgresql", partition_by_tenant="hash"))


def test_a_tenant_gets_its_partition_with_its_rows_and_loses_it(postgres: PostgresServer) -> None:
    with postgres.database() as connection:
        connection.execute(LIST.ddl)
        connection.execute(ROWS)
        connection.execute(LIST.files["partitions.sql"])
        before = column(connection, "SELECT p::text FROM projects AS p ORDER BY id")
        assert column(connection, "SELECT tenant_admin.add_tenant_partitions(1)") == [2]
        assert column(connection, "SELECT tenant_admin.add_tenant_partitions(1)") == [0]
        assert sorted(column(connection, PARTITIONS)) == [
            "customers_p1", "customers_pdefault", "projects_p1", "projects_pdefault",
        ]  # fmt: skip
        assert column(connection, "SELECT p::text FROM projects AS p ORDER BY id") == before
        assert column(connection, "SELECT DISTINCT tableoid::regclass::text FROM projects WHERE agency_id = 1") == [
            "projects_p1"
        ]
        with connection.transaction():
            connection.execute("SET LOCAL ROLE app_user")
            connection.execute("SELECT set_config('app.current_tenant_id', '1', true)")
            assert column(connection, "SELECT count(*) FROM projects") == [2]
            assert column(connection, "SELECT has_table_privilege('projects_p1', 'SELECT')") == [False]
        connection.execute("DELETE FROM project_labels; DELETE FROM short_links")
        assert column(connection, "SELECT tenant_admin.drop_tenant_partitions(1)") == [2]
        assert column(connection, "SELECT agency_id FROM projects") == [2]


def test_hash_spreads_and_isolates(postgres: PostgresServer) -> None:
    with postgres.database() as connection:
        connection.execute(HASH.ddl)
        connection.execute(ROWS)
        connection.execute(HASH.files["partitions.sql"])
        assert len(column(connection, PARTITIONS)) == 32
        with connection.transaction():
            connection.execute("SET LOCAL ROLE app_user")
            connection.execute("SELECT set_config('app.current_tenant_id', '2', true)")
            assert column(connection, "SELECT id FROM projects") == [3]
            plan = "\n".join(column(connection, "EXPLAIN SELECT * FROM projects WHERE agency_id = 2"))
            assert len(set(re.findall(r"on projects_p(\d+)", plan))) == 1


def test_a_tenant_is_deleted_from_partitions(postgres: PostgresServer) -> None:
    with postgres.database() as connection:
        connection.execute(HASH.ddl)
        connection.execute(ROWS)
        connection.execute(HASH.files["delete_tenant.sql"])
        connection.execute("CALL tenant_admin.delete_tenant(1, dry_run => false, batch => 1)")
        assert column(connection, "SELECT DISTINCT agency_id FROM projects") == [2]
        assert column(connection, "SELECT count(*) FROM customers") == [1]
