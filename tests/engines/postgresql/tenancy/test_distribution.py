"""What Citus asks of a schema holds before its calls; the calls themselves have no Citus to run on here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tests.engines.agency import Made, agency
from tests.engines.postgresql.tenancy.conftest import ROWS

from backend_data_model.designer import design_schema
from backend_data_model.model.errors import InputError
from backend_data_model.model.settings import DesignSettings

if TYPE_CHECKING:
    from backend_data_model.engines.postgresql.server import PostgresServer

MADE = Made("postgresql", citus=True)
SCRIPT = MADE.files["distribute.sql"]


def test_every_key_of_a_distributed_table_contains_the_tenant() -> None:
    spread = {t.name: t for t in MADE.schema.tables if t.scope in ("self", "tenant")}
    for table in spread.values():
        assert table.primary_key is not None
        keys = [table.primary_key.columns, *(unique.columns for unique in table.uniques)]
        keys += [[name for name in index.columns if name] for index in table.indexes if index.unique]
        assert all(table.tenant_column in key for key in keys), table.name
        for key in table.foreign_keys:
            if key.ref_table in spread:
                pairs = list(zip(key.columns, key.ref_columns, strict=True))
                assert (table.tenant_column, spread[key.ref_table].tenant_column) in pairs
                assert key.on_delete not in ("set null", "set default")
    assert MADE.schema.triggers == []


def test_no_reference_table_refers_to_a_distributed_one() -> None:
    spread = {t.name for t in MADE.schema.tables if t.scope in ("self", "tenant")}
    for table in MADE.schema.tables:
        if table.name not in spread:
            assert not {key.ref_table for key in table.foreign_keys} & spread


def test_each_table_is_distributed_after_those_to_which_it_refers() -> None:
    order = re.findall(r"create_(?:distributed|reference)_table\('(\w+)'", SCRIPT)
    assert set(order) == {table.name for table in MADE.schema.tables}
    assert order[:3] == ["countries", "users", "templates"]
    for table in MADE.schema.tables:
        for key in table.foreign_keys:
            assert order.index(key.ref_table) <= order.index(table.name)
    assert "create_distributed_table('agencies', 'id');" in SCRIPT
    assert "create_distributed_table('projects', 'agency_id', colocate_with => 'agencies');" in SCRIPT
    assert "NOT CHECKED" in SCRIPT


def test_the_schema_before_the_calls_loads_and_takes_rows(postgres: PostgresServer) -> None:
    with postgres.database() as connection:
        connection.execute(MADE.ddl)
        connection.execute(ROWS)


def test_needs_tenants_that_share_tables() -> None:
    with pytest.raises(InputError, match="Citus distributes tables that tenants share"):
        design_schema(agency("none"), DesignSettings("postgresql", citus=True))
