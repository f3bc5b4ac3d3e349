"""`tenancy/partitions.sql`: what partitions by tenant ask for later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.identifiers import quote_identifier, quote_string
from backend_data_model.engines.postgresql.ddl import PARTITIONS_OPTION, partition_name
from backend_data_model.engines.tenant_rows import TenantRows

if TYPE_CHECKING:
    from backend_data_model.model.schema import Schema, Table

MOST_PARTITIONS = 5000
"""Partitions of one table past which LIST by tenant is refused: planning, locks and caches grow with their number."""

_LIST = """\
-- A partition for each tenant in: {names}.
--
--     SELECT tenant_admin.add_tenant_partitions(1);    when a tenant is made, or has grown
--     SELECT tenant_admin.drop_tenant_partitions(1);   when it leaves: at once, and before delete_tenant
--
-- Rows of tenants without a partition of their own lie in the default one.  Moving them out locks the table for as long
-- as it lasts, and needs a superuser: foreign keys and triggers sleep (session_replication_role) while the same rows
-- change their place.  A new tenant has none, and needs none of that.  A foreign key from outside keeps a
-- partition from being dropped: delete those rows first; references inside the table are emptied.
-- Past {most} partitions of a table LIST is refused; HASH spreads tenants over a fixed number instead.

BEGIN;

CREATE SCHEMA IF NOT EXISTS tenant_admin;
REVOKE ALL ON SCHEMA tenant_admin FROM PUBLIC;

CREATE OR REPLACE FUNCTION tenant_admin.add_tenant_partitions(tenant {type}) RETURNS integer
LANGUAGE plpgsql STRICT
AS $body$
DECLARE
    part record;
    name text;
    made integer := 0;
    filled boolean;
BEGIN
    FOR part IN SELECT * FROM (VALUES
        {values}) AS v (parent, base, other, tenant_column, columns)
    LOOP
        name := part.base || tenant;
        CONTINUE WHEN to_regclass(format('%I', name)) IS NOT NULL;
        IF (SELECT count(*) FROM pg_catalog.pg_inherits AS i WHERE i.inhparent = part.parent::regclass) >= {most} THEN
            RAISE EXCEPTION '% has {most} partitions: LIST by tenant ends here', part.parent;
        END IF;
        EXECUTE format('CREATE TABLE %I (LIKE %s INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED)',
                       name, part.parent);
        EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', part.parent);
        EXECUTE format('SELECT EXISTS (SELECT FROM %s WHERE %I = $1)', part.other, part.tenant_column)
            INTO filled USING tenant;
        IF filled THEN
            PERFORM set_config('session_replication_role', 'replica', true);
            EXECUTE format('INSERT INTO %I (%s) SELECT %s FROM %s WHERE %I = $1',
                           name, part.columns, part.columns, part.other, part.tenant_column) USING tenant;
            EXECUTE format('DELETE FROM %s WHERE %I = $1', part.other, part.tenant_column) USING tenant;
            PERFORM set_config('session_replication_role', 'origin', true);
        END IF;
        EXECUTE format('ALTER TABLE %s ATTACH PARTITION %I FOR VALUES IN (%L)', part.parent, name, tenant);
        made := made + 1;
    END LOOP;
    RETURN made;
END
$body$;

CREATE OR REPLACE FUNCTION tenant_admin.drop_tenant_partitions(tenant {type}) RETURNS integer
LANGUAGE plpgsql STRICT
AS $body$
DECLARE
    part record;
    name text;
    dropped integer := 0;
BEGIN
    FOR part IN SELECT * FROM (VALUES
        {reversed}) AS v (parent, base, tenant_column, emptied)
    LOOP
        name := part.base || tenant;
        CONTINUE WHEN to_regclass(format('%I', name)) IS NULL;
        IF part.emptied <> '' THEN
            EXECUTE format('UPDATE %s SET %s WHERE %I = $1', part.parent, part.emptied, part.tenant_column)
                USING tenant;
        END IF;
        EXECUTE format('ALTER TABLE %s DETACH PARTITION %I', part.parent, name);
        EXECUTE format('DROP TABLE %I', name);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END
$body$;

REVOKE ALL ON FUNCTION tenant_admin.add_tenant_partitions({type}) FROM PUBLIC;
REVOKE ALL ON FUNCTION tenant_admin.drop_tenant_partitions({type}) FROM PUBLIC;

COMMIT;
"""

_HASH = """\
-- Partitioned by HASH of the tenant: {names}.
--
-- Nothing is to be done for a new tenant.  No partition can be dropped for one that leaves: delete_tenant deletes rows.
-- More partitions mean another table and copying: a partition is split by DETACH, two new ones of twice the modulus,
-- INSERT ... SELECT from the old, in one transaction.  What is there now:

SELECT parent.oid::regclass AS partitioned, child.oid::regclass AS partition,
       pg_size_pretty(pg_total_relation_size(child.oid)) AS size
FROM pg_catalog.pg_inherits AS i
JOIN pg_catalog.pg_class AS parent ON parent.oid = i.inhparent AND parent.relkind = 'p'
JOIN pg_catalog.pg_class AS child ON child.oid = i.inhrelid
ORDER BY 1, pg_total_relation_size(child.oid) DESC;
"""


def render_partitions(schema: Schema) -> str | None:
    """For LIST the functions that add and drop a tenant's partitions; None where nothing is partitioned by tenant."""
    parts = [table for table in schema.tables if PARTITIONS_OPTION in table.options]
    if not parts:
        return None
    names = ", ".join(table.name for table in parts)
    if parts[0].options[PARTITIONS_OPTION] != "list":
        return _HASH.format(names=names)
    tenants = next(table for table in schema.tables if table.scope == "self")
    type_ = next(column.type for column in tenants.columns if column.name == tenants.tenant_column)
    bases = _bases(parts, 36 if type_ == "uuid" else 20)
    return _LIST.format(
        names=names,
        most=MOST_PARTITIONS,
        type=type_,
        values=",\n        ".join(_row(table, base) for table, base in zip(parts, bases, strict=True)),
        reversed=",\n        ".join(
            _drop_row(schema, table, base) for table, base in reversed(list(zip(parts, bases, strict=True)))
        ),
    )


def _bases(tables: list[Table], width: int) -> list[str]:
    """How the names of each table's partitions begin, so that a tenant's key of `width` characters still fits."""
    found: list[str] = []
    for table in tables:
        base, number = partition_name(table, "0" * width)[:-width], 1
        while base in found:
            number += 1
            base = f"{partition_name(table, '0' * (width + 6))[: -width - 8]}_{number}_p"
        found.append(base)
    return found


def _row(table: Table, base: str) -> str:
    columns = ", ".join(_quote(column.name) for column in table.columns if column.generated is None)
    cells = (_quote(table.name), base, _quote(partition_name(table, "default")), table.tenant_column or "", columns)
    return f"({', '.join(_string(cell) for cell in cells)})"


def _drop_row(schema: Schema, table: Table, base: str) -> str:
    own = [each.column for each in TenantRows(schema, _quote, "tenant").detachments() if each.table is table]
    emptied = ", ".join(f"{_quote(column)} = NULL" for column in own)
    cells = (_quote(table.name), base, table.tenant_column or "", emptied)
    return f"({', '.join(_string(cell) for cell in cells)})"


def _quote(name: str) -> str:
    return quote_identifier(name, "postgresql")


def _string(text: str) -> str:
    return quote_string(text, "postgresql")
