"""`tenancy/export_tenant.sql` and `tenancy/delete_tenant.sql` for tenants that share tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.identifiers import quote_identifier, quote_string
from backend_data_model.engines.tenant_rows import TenantRows

if TYPE_CHECKING:
    from backend_data_model.model.schema import Schema, Table

ADMIN = "tenant_admin"
_ADMIN_SCHEMA = f"""\
CREATE SCHEMA IF NOT EXISTS {ADMIN};
REVOKE ALL ON SCHEMA {ADMIN} FROM PUBLIC;"""
_GUARD = """\
    IF row_security_active({table}) THEN
        RAISE EXCEPTION 'row-level security hides rows from %', current_user
            USING HINT = 'Run this as a role with BYPASSRLS, such as the one that makes tenants.';
    END IF;
    IF NOT EXISTS (SELECT FROM {name} AS t WHERE {own}) THEN
        RAISE EXCEPTION 'there is no tenant % in {label}', {parameter};
    END IF;"""

_EXPORT = """\
-- Everything of one tenant as lines of JSON, parents before children, and back.
--
-- Besides its own rows the export holds what they refer to of all tenants, which is left as it is there.
--     \\copy (SELECT {admin}.export_tenant(1)) TO 'tenant-1.jsonl'
-- Elsewhere, where the schema is the same and none of the tenant's keys is taken (keys stay as they are):
--     CREATE TEMPORARY TABLE tenant_lines (place bigint GENERATED ALWAYS AS IDENTITY, line jsonb);
--     \\copy tenant_lines (line) FROM 'tenant-1.jsonl'
--     SELECT * FROM {admin}.restore_tenant();

BEGIN;

{schema}

CREATE OR REPLACE FUNCTION {admin}.export_tenant(tenant {type}) RETURNS SETOF jsonb
LANGUAGE plpgsql STABLE
AS $export$
#variable_conflict use_column
BEGIN
{guard}
{selects}
END
$export$;

CREATE OR REPLACE FUNCTION {admin}.restore_tenant() RETURNS TABLE (restored text, rows bigint)
LANGUAGE plpgsql
AS $restore$
#variable_conflict use_column
BEGIN
    IF row_security_active({guarded}) THEN
        RAISE EXCEPTION 'row-level security hides rows from %', current_user
            USING HINT = 'Run this as a role with BYPASSRLS, such as the one that makes tenants.';
    END IF;
{inserts}
END
$restore$;

REVOKE ALL ON FUNCTION {admin}.export_tenant({type}), {admin}.restore_tenant() FROM PUBLIC;

COMMIT;
"""

_DELETE = """\
-- Deletes one tenant: counts first, then children before parents, some rows in each transaction.
--
--     SELECT * FROM {admin}.count_tenant(1);
--     CALL {admin}.delete_tenant(1);                     -- a dry run: tells what it would delete
--     CALL {admin}.delete_tenant(1, dry_run => false);   -- not inside a transaction of your own
-- Stopped half-way it goes on where it is called again.  What all tenants share is not touched, so that a user who
-- belonged to this tenant alone is still there.  Take export_tenant first; copies, logs and backups are not reached.

BEGIN;

{schema}

CREATE OR REPLACE FUNCTION {admin}.count_tenant(tenant {type}) RETURNS TABLE (counted text, rows bigint)
LANGUAGE plpgsql STABLE
AS $count$
#variable_conflict use_column
BEGIN
{guard}
{counts}
END
$count$;

CREATE OR REPLACE PROCEDURE {admin}.delete_tenant(
    tenant {type}, dry_run boolean DEFAULT true, batch integer DEFAULT 5000)
LANGUAGE plpgsql
AS $delete$
#variable_conflict use_column
DECLARE
    changed bigint;
    total bigint;
    found record;
BEGIN
    IF batch < 1 THEN
        RAISE EXCEPTION 'a batch has one row at least';
    END IF;
    FOR found IN SELECT * FROM {admin}.count_tenant(tenant) LOOP
        RAISE NOTICE '%: % rows%', found.counted, found.rows, CASE WHEN dry_run THEN ' would be deleted' ELSE '' END;
    END LOOP;
    IF dry_run THEN
        RETURN;
    END IF;
{steps}
END
$delete$;

REVOKE ALL ON FUNCTION {admin}.count_tenant({type}) FROM PUBLIC;
REVOKE ALL ON PROCEDURE {admin}.delete_tenant({type}, boolean, integer) FROM PUBLIC;

COMMIT;
"""

_BATCHES = """\
    total := 0;
    LOOP
        {statement}
        GET DIAGNOSTICS changed = ROW_COUNT;
        total := total + changed;
        EXIT WHEN changed = 0;
        COMMIT;
    END LOOP;
    RAISE NOTICE '%: {what}', {label}, total;"""


def render_export(schema: Schema) -> str:
    """Functions that give a tenant's rows as jsonb and take them in elsewhere."""
    rows = _rows(schema, "export_tenant")
    tables = [(table, condition) for table in schema.tables if (condition := rows.exported(table, "t"))]
    return _EXPORT.format(
        admin=ADMIN,
        schema=_ADMIN_SCHEMA,
        type=_key_type(schema),
        guard=_guard(schema, rows),
        guarded=_string(rows.name(_tenants(schema))),
        selects="\n".join(_select(rows, table, condition) for table, condition in tables),
        inserts="\n".join(_insert(rows, table) for table, _ in tables),
    )


def render_delete(schema: Schema) -> str:
    """A function that counts and a procedure that deletes."""
    counted = _rows(schema, "count_tenant")
    counts = [
        f"    RETURN QUERY SELECT {_string(each.name)}, count(*) FROM {counted.name(each)} AS t "
        f"WHERE {counted.own(each, 't')};"
        for each in counted.owned()
    ]
    return _DELETE.format(
        admin=ADMIN,
        schema=_ADMIN_SCHEMA,
        type=_key_type(schema),
        guard=_guard(schema, counted),
        counts="\n".join(counts),
        steps="\n".join(_steps(_rows(schema, "delete_tenant"))),
    )


def _rows(schema: Schema, routine: str) -> TenantRows:
    """The parameter is named with its function, so that no column of that name is taken for it."""
    return TenantRows(schema, _quote, f"{routine}.tenant")


def _quote(name: str) -> str:
    return quote_identifier(name, "postgresql")


def _string(text: str) -> str:
    return quote_string(text, "postgresql")


def _tenants(schema: Schema) -> Table:
    return next(table for table in schema.tables if table.scope == "self")


def _key_type(schema: Schema) -> str:
    tenants = _tenants(schema)
    return next(column.type for column in tenants.columns if column.name == tenants.tenant_column)


def _guard(schema: Schema, rows: TenantRows) -> str:
    tenants = _tenants(schema)
    return _GUARD.format(
        parameter=rows.tenant,
        table=_string(rows.name(tenants)),
        name=rows.name(tenants),
        own=rows.own(tenants, "t"),
        label=tenants.name.replace("'", "''").replace("%", "%%"),
    )


def _select(rows: TenantRows, table: Table, condition: str) -> str:
    made = [column.name for column in table.columns if column.generated is not None]
    row = "to_jsonb(t)" + "".join(f" - {_string(name)}" for name in made)
    return (
        f"    RETURN QUERY SELECT jsonb_build_object('table', {_string(table.name)}, 'row', {row})\n"
        f"        FROM {rows.name(table)} AS t WHERE {condition};"
    )


def _insert(rows: TenantRows, table: Table) -> str:
    """Rows of all tenants that are there already stay as they are."""
    columns = ", ".join(_quote(column.name) for column in table.columns if column.generated is None)
    clash = "" if table.scope in ("self", "tenant") else "\n        ON CONFLICT DO NOTHING"
    lines = [
        f"    INSERT INTO {rows.name(table)} ({columns}) OVERRIDING SYSTEM VALUE",
        f"        SELECT {columns} FROM (",
        f"            SELECT (jsonb_populate_record(NULL::{rows.name(table)}, l.line -> 'row')).*",
        "            FROM tenant_lines AS l",
        f"            WHERE l.line ->> 'table' = {_string(table.name)} ORDER BY l.place) AS r{clash};",
        f"    restored := {_string(table.name)};",
        "    GET DIAGNOSTICS rows = ROW_COUNT;",
        "    RETURN NEXT;",
    ]
    for column in table.columns:
        if column.identity is not None:
            place = f"pg_get_serial_sequence({_string(rows.name(table))}, {_string(column.name)})"
            name = _quote(column.name)
            lines.append(
                f"    PERFORM setval({place}, greatest(\n"
                f"        (SELECT max({name}) FROM {rows.name(table)}), nextval({place})));"
            )
    return "\n".join(lines)


def _steps(rows: TenantRows) -> list[str]:
    steps = [
        _batched(
            rows,
            each.table,
            f"t.{_quote(each.column)} IS NOT NULL",
            f"UPDATE {rows.name(each.table)} SET {_quote(each.column)} = NULL",
            "% references emptied",
        )
        for each in rows.detachments()
    ]
    together = rows.together()
    for table in reversed(rows.owned()):
        if table.name not in together:
            steps.append(_batched(rows, table, None, f"DELETE FROM {rows.name(table)}", "% rows deleted"))
        elif table.name == together[0]:
            members = [each for each in reversed(rows.owned()) if each.name in together]
            statements = [f"    DELETE FROM {rows.name(each)} WHERE {rows.own(each)};" for each in members]
            steps.append("\n".join(["    -- These require one another: one transaction.", *statements, "    COMMIT;"]))
    left = " UNION ALL ".join(f"SELECT 1 FROM {rows.name(t)} WHERE {rows.own(t)}" for t in rows.owned())
    steps.append(
        f"    IF EXISTS ({left}) THEN\n"
        "        RAISE EXCEPTION 'rows of the tenant % were written meanwhile: call this again', tenant;\n"
        "    END IF;"
    )
    return steps


def _batched(rows: TenantRows, table: Table, condition: str | None, head: str, what: str) -> str:
    """A statement on some rows at a time, by their place in the table."""
    more = f" AND {condition}" if condition else ""
    statement = (
        f"{head}\n"
        f"        WHERE {rows.own(table)} AND ctid = ANY (ARRAY(\n"
        f"            SELECT t.ctid FROM {rows.name(table)} AS t WHERE {rows.own(table, 't')}{more}\n"
        "            LIMIT delete_tenant.batch));"
    )
    return _BATCHES.format(statement=statement, what=what, label=_string(table.name))
