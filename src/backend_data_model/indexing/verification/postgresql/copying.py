"""Copies rows of a live database, which is only read, into a scratch database.

Large tables are sampled by whole pages (TABLESAMPLE SYSTEM), in the order in which they lie on disk, so that
distributions and correlation stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import psycopg
    from psycopg import sql

    Connection = psycopg.Connection[tuple[Any, ...]]


@dataclass(slots=True)
class Copied:
    """Rows by table, the tables of which only a share was copied, and those that the live database does not have."""

    rows: dict[str, int] = field(default_factory=dict)
    sampled: dict[str, float] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


def live_rows(live: Connection, tables: Sequence[tuple[str, str]]) -> dict[tuple[str, str], float]:
    """About how many rows the live database has in each (schema, table) of `tables` that it knows."""
    found: dict[tuple[str, str], float] = {}
    for name in tables:
        row = live.execute(
            "select c.reltuples, pg_catalog.pg_relation_size(c.oid) from pg_catalog.pg_class c"
            " join pg_catalog.pg_namespace n on n.oid = c.relnamespace"
            " where n.nspname = %s and c.relname = %s and c.relkind in ('r', 'p', 'm')",
            name,
        ).fetchone()
        if row is not None:
            rows, size = float(row[0]), float(row[1])
            # Never analysed: about a hundred bytes a row.
            found[name] = rows if rows >= 0 else size / 100
    return found


def copy_rows(
    live: Connection,
    scratch: Connection,
    tables: Sequence[tuple[str, str]],
    most_rows: int,
    tell: Callable[[str], None],
) -> Copied:
    """Fill the tables of `scratch` of the same names; at most about `most_rows` rows of each.

    Foreign keys are taken off meanwhile and come back NOT VALID, since a sample need not have every parent row.  The
    tables become unlogged, as they are thrown away anyway.
    """
    from psycopg import sql

    result = Copied()
    sizes = live_rows(live, tables)
    keys = _take_foreign_keys(scratch)
    _make_unlogged(scratch)
    live.execute("begin transaction isolation level repeatable read read only")
    try:
        for schema, table in tables:
            name = f"{schema}.{table}"
            if (schema, table) not in sizes:
                result.missing.append(name)
                continue
            columns = _columns(scratch, schema, table) & _columns(live, schema, table)
            if not columns:
                continue
            tell(f"Copying {name}, about {sizes[schema, table]:,.0f} rows")
            share = most_rows / sizes[schema, table] if sizes[schema, table] > most_rows * 1.2 else None
            target = sql.Identifier(schema, table)
            listed = sql.SQL(", ").join(sql.Identifier(one) for one in sorted(columns))
            source = sql.SQL("select {} from {}").format(listed, target)
            if share is not None:
                result.sampled[name] = share
                source += sql.SQL(" tablesample system ({}) repeatable (1)").format(sql.Literal(round(share * 100, 6)))
            scratch.execute(sql.SQL("alter table {} disable trigger user").format(target))
            result.rows[name] = _copy(live, scratch, source, target, listed)
    finally:
        live.execute("rollback")
    for statement in keys:
        scratch.execute(statement)
    return result


def _copy(
    live: Connection, scratch: Connection, source: sql.Composed, target: sql.Identifier, columns: sql.Composed
) -> int:
    from psycopg import sql

    with scratch.transaction():
        # In one transaction with TRUNCATE the rows can be written frozen, which spares VACUUM a second pass.
        scratch.execute(sql.SQL("truncate {}").format(target))
        frozen = not _is_partitioned(scratch, target)
        options = sql.SQL("with (freeze)" if frozen else "")
        writer = scratch.cursor()
        with (
            live.cursor().copy(sql.SQL("copy ({}) to stdout").format(source)) as given,
            writer.copy(sql.SQL("copy {} ({}) from stdin {}").format(target, columns, options)) as taken,
        ):
            for block in given:
                taken.write(block)
    return max(writer.rowcount, 0)


def _is_partitioned(scratch: Connection, target: sql.Identifier) -> bool:
    row = scratch.execute(
        "select relkind = 'p' from pg_catalog.pg_class where oid = %s::regclass", (target.as_string(scratch),)
    ).fetchone()
    return row is not None and bool(row[0])


def _columns(connection: Connection, schema: str, table: str) -> set[str]:
    """The columns that hold values of their own."""
    rows = connection.execute(
        "select a.attname from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid"
        " join pg_catalog.pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname = %s and c.relname = %s and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''",
        (schema, table),
    )
    return {str(row[0]) for row in rows}


def _make_unlogged(scratch: Connection) -> None:
    from psycopg import sql

    rows = scratch.execute(
        "select n.nspname, c.relname from pg_catalog.pg_class c"
        " join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and c.relpersistence = 'p'"
        " and n.nspname not in ('pg_catalog', 'information_schema')"
        " and not exists (select 1 from pg_catalog.pg_depend d where d.objid = c.oid and d.deptype = 'e')"
    ).fetchall()
    for schema, table in rows:
        scratch.execute(sql.SQL("alter table {} set unlogged").format(sql.Identifier(schema, table)))


def _take_foreign_keys(scratch: Connection) -> list[sql.Composed]:
    """Drop all foreign keys; the statements that bring them back."""
    from psycopg import sql

    rows = scratch.execute(
        "select n.nspname, c.relname, k.conname, pg_catalog.pg_get_constraintdef(k.oid)"
        " from pg_catalog.pg_constraint k join pg_catalog.pg_class c on c.oid = k.conrelid"
        " join pg_catalog.pg_namespace n on n.oid = c.relnamespace"
        " where k.contype = 'f' and k.conparentid = 0 and c.relkind = 'r' order by k.oid"
    ).fetchall()
    back = []
    for schema, table, name, definition in rows:
        target, key = sql.Identifier(schema, table), sql.Identifier(name)
        scratch.execute(sql.SQL("alter table {} drop constraint {}").format(target, key))
        text = sql.SQL(definition if definition.endswith(" NOT VALID") else f"{definition} NOT VALID")
        back.append(sql.SQL("alter table {} add constraint {} {}").format(target, key, text))
    return back
