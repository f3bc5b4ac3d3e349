"""`tenancy/distribute.sql`: the calls that spread the tables over a Citus cluster by tenant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.ddl_writer import INDENT, join_sections
from backend_data_model.engines.postgresql.ddl import PostgreSQLWriter

if TYPE_CHECKING:
    from backend_data_model.model.schema import ForeignKey, Schema, Table
    from backend_data_model.model.settings import DesignSettings

_HEAD = """\
-- Spreads the tables over a Citus cluster by tenant.  Run once, after schema.sql, on the coordinator, while the tables
-- are empty or small (rows there are moved).  NOT CHECKED: there was no Citus to run it on; schema.sql alone is proved.
-- Needs Citus 11.3 (row-level security, bigint identity columns).
--
-- A query that names the tenant goes to one node; one that does not goes to all.  Rows of one tenant lie on one node in
-- all tables, so that its joins, foreign keys and transactions stay there.  A row cannot move to another tenant.
-- A large tenant gets a node of its own with isolate_tenant_to_new_shard."""


def render_distribution(schema: Schema, settings: DesignSettings) -> str:
    """Reference tables first, then the tenants, then what refers to them."""
    writer = PostgreSQLWriter(schema, settings)
    spread = [table for table in schema.tables if table.scope in ("self", "tenant") and table.tenant_column]
    local = [table for table in schema.tables if is_local(schema, table)]
    copied = [table for table in schema.tables if table not in spread and table not in local]
    tenants = next(table for table in spread if table.scope == "self")
    order = [tenants, *(table for table in spread if table is not tenants)]
    later = _forward_keys(order)
    calls = [_distribute(writer, table, tenants) for table in order]
    if local:
        names = ", ".join(table.name for table in local)
        calls.append(f"-- Local to the coordinator, since no tenant's table refers to them: {names}.")
    dropped = [f"ALTER TABLE {writer.table_name(t)} DROP CONSTRAINT {writer.quote(k.name or '')};" for t, k in later]
    added = [f"ALTER TABLE {writer.table_name(t)}\n{INDENT}ADD {writer.foreign_key(k, INDENT * 2)};" for t, k in later]
    sections: list[tuple[str | None, list[str]]] = [
        (None, [_HEAD, "CREATE EXTENSION IF NOT EXISTS citus;"]),
        ("Foreign keys to tables that are distributed later", dropped),
        ("Copied to every node", [f"SELECT create_reference_table({_literal(writer, table)});" for table in copied]),
        ("Distributed by tenant", calls),
        ("Foreign keys again", added),
    ]
    return join_sections(sections, writer)


def is_local(schema: Schema, table: Table) -> bool:
    """Whether a table that all tenants share is bound to no other by a foreign key."""
    if table.scope != "global" or table.foreign_keys:
        return False
    return not any(key.ref_table == table.name for other in schema.tables for key in other.foreign_keys)


def _forward_keys(order: list[Table]) -> list[tuple[Table, ForeignKey]]:
    place = {table.name: number for number, table in enumerate(order)}
    return [
        (table, key)
        for table in order
        for key in table.foreign_keys
        if place.get(key.ref_table, -1) > place[table.name]
    ]


def _distribute(writer: PostgreSQLWriter, table: Table, tenants: Table) -> str:
    column = writer.string(table.tenant_column or "")
    beside = "" if table is tenants else f", colocate_with => {_literal(writer, tenants)}"
    return f"SELECT create_distributed_table({_literal(writer, table)}, {column}{beside});"


def _literal(writer: PostgreSQLWriter, table: Table) -> str:
    return writer.string(writer.table_name(table))
