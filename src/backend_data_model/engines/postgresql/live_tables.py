"""Tables, columns, constraints and indexes from pg_catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from backend_data_model.model.schema import (
    Check,
    Column,
    ForeignKey,
    Identity,
    Index,
    IndexKey,
    PrimaryKey,
    Schema,
    Table,
    Unique,
)

if TYPE_CHECKING:
    import psycopg

    from backend_data_model.model.schema import ReferentialAction

# Not the system's, not another session's, and not made by an extension.
OURS = """n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%%'
    AND n.nspname NOT LIKE 'pg\\_temp%%'
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.objid = {oid} AND e.classid = '{catalog}'::regclass
                    AND e.deptype = 'e')"""
SCHEMA = "nullif(n.nspname, 'public')"

_TABLES = f"""
SELECT c.oid, {SCHEMA}, c.relname, obj_description(c.oid, 'pg_class'), c.relrowsecurity, c.relforcerowsecurity,
       CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END,
       (SELECT string_agg(concat_ws('.', nullif(pn.nspname, 'public'), p.relname), ', ' ORDER BY i.inhseqno)
          FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace
         WHERE i.inhrelid = c.oid),
       c.relispartition, c.relpersistence, c.reloptions
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p') AND {OURS.format(oid="c.oid", catalog="pg_class")}
 ORDER BY n.nspname, c.relname"""

_COLUMNS = f"""
SELECT a.attrelid, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
       pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated,
       CASE WHEN a.attcollation <> t.typcollation THEN co.collname END, col_description(a.attrelid, a.attnum)
  FROM pg_attribute a
  JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  LEFT JOIN pg_collation co ON co.oid = a.attcollation
 WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
   AND {OURS.format(oid="c.oid", catalog="pg_class")}
 ORDER BY a.attrelid, a.attnum"""

_NAMES = """(SELECT array_agg(a.attname::text ORDER BY k.place) FROM unnest({keys}) WITH ORDINALITY k(number, place)
    JOIN pg_attribute a ON a.attrelid = {table} AND a.attnum = k.number)"""

# A foreign key to a partitioned table has a second entry for each of its partitions: those are left out.
_CONSTRAINTS = f"""
SELECT c.conrelid, c.contype, c.conname, {_NAMES.format(keys="c.conkey", table="c.conrelid")},
       nullif(fn.nspname, 'public'), f.relname, {_NAMES.format(keys="c.confkey", table="c.confrelid")},
       c.confdeltype, c.confupdtype, {{set_columns}}, c.condeferrable,
       CASE WHEN c.contype = 'c' THEN pg_get_expr(c.conbin, c.conrelid) END, {{enforced}}, {{nulls}}
  FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
  LEFT JOIN pg_class f ON f.oid = c.confrelid LEFT JOIN pg_namespace fn ON fn.oid = f.relnamespace
  LEFT JOIN pg_index x ON x.indexrelid = c.conindid AND c.contype IN ('p', 'u')
 WHERE c.conrelid <> 0 AND c.contype IN ('p', 'u', 'c', 'f')
   AND NOT EXISTS (SELECT FROM pg_constraint p WHERE p.oid = c.conparentid AND p.conrelid = c.conrelid)
   AND {OURS.format(oid="c.conrelid", catalog="pg_class")}
 ORDER BY c.conrelid, c.contype, c.conname"""

_INDEXES = f"""
SELECT x.indrelid, i.relname, x.indisunique, am.amname, pg_get_expr(x.indpred, x.indrelid), x.indnkeyatts,
       (SELECT array_agg(concat_ws(chr(1), (x.indkey[k - 1] <> 0)::text, coalesce(a.attname,
               pg_get_indexdef(x.indexrelid, k::int, true)), x.indoption[k - 1], CASE WHEN NOT o.opcdefault
               THEN o.opcname END) ORDER BY k)
          FROM generate_series(1, x.indnatts) k
          LEFT JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[k - 1] AND x.indkey[k - 1] <> 0
          LEFT JOIN pg_opclass o ON o.oid = x.indclass[k - 1]),
       (SELECT array_agg(op.oprname::text ORDER BY e.place) FROM pg_constraint c,
               unnest(c.conexclop) WITH ORDINALITY e(operator, place) JOIN pg_operator op ON op.oid = e.operator
         WHERE c.conindid = x.indexrelid AND c.contype = 'x')
  FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_am am ON am.oid = i.relam
 WHERE c.relkind IN ('r', 'p') AND {OURS.format(oid="c.oid", catalog="pg_class")}
   AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = x.indexrelid AND c.contype IN ('p', 'u'))
 ORDER BY x.indrelid, i.relname"""

_ACTIONS: dict[str, ReferentialAction] = {"r": "restrict", "c": "cascade", "n": "set null", "d": "set default"}
_INDEX_DESCENDING, _INDEX_NULLS_FIRST = 1, 2


def read_tables(cursor: psycopg.Cursor[Any], schema: Schema, version: int) -> None:
    """Fill `schema.tables`, sorted by schema and name.  NO ACTION is not told from silence: `on_delete` is None."""
    tables: dict[int, Table] = {}
    for row in cursor.execute(_TABLES).fetchall():
        oid, namespace, name, comment, row_security, forced, partition_key, parents, is_partition, kept, options = row
        table = Table(name, namespace, comment=comment, row_security=row_security, force_row_security=forced)
        if partition_key:
            method, _, keys = partition_key.partition(" ")
            table.partition_by = f"{method.lower()} {keys}"
        if is_partition:
            table.partition_of = parents
        elif parents:
            table.options["inherits"] = parents
        if kept == "u":
            table.options["unlogged"] = "true"
        table.options.update(option.split("=", 1) for option in options or ())
        tables[oid] = table
        schema.tables.append(table)
    for row in cursor.execute(_COLUMNS).fetchall():
        if row[0] in tables:
            tables[row[0]].columns.append(_column(row))
    constraints = _CONSTRAINTS.format(
        set_columns=_NAMES.format(keys="c.confdelsetcols", table="c.conrelid") if version >= 150000 else "NULL",
        enforced="c.conenforced" if version >= 180000 else "true",
        nulls="x.indnullsnotdistinct" if version >= 150000 else "false",
    )
    for row in cursor.execute(constraints).fetchall():
        if row[0] in tables:
            _add_constraint(tables[row[0]], row)
    for row in cursor.execute(_INDEXES).fetchall():
        if row[0] in tables:
            tables[row[0]].indexes.append(_index(row))


def _column(row: tuple[Any, ...]) -> Column:
    _, name, type_name, not_null, expression, identity, generated, collation, comment = row
    return Column(
        name,
        _without_public(type_name),
        nullable=not not_null,
        default=None if generated or (expression or "").startswith("NULL::") else expression,
        identity=Identity(always=identity == "a") if identity else None,
        generated=expression if generated else None,
        generated_stored=generated != "v",
        collation=collation,
        comment=comment,
    )


def _without_public(type_name: str) -> str:
    return type_name.removeprefix("public.")


def _add_constraint(table: Table, row: tuple[Any, ...]) -> None:
    _, kind, name, columns, ref_schema, ref_table, ref_columns, on_delete, on_update, set_columns, *rest = row
    deferrable, expression, enforced, nulls_not_distinct = rest
    if kind == "p":
        table.primary_key = PrimaryKey(columns, name)
    elif kind == "u":
        table.uniques.append(Unique(columns, name, bool(nulls_not_distinct)))
    elif kind == "c":
        table.checks.append(Check(expression, name, enforced=enforced))
    else:
        table.foreign_keys.append(
            ForeignKey(
                columns,
                ref_table,
                ref_columns,
                name,
                ref_schema,
                _ACTIONS.get(on_delete),
                _ACTIONS.get(on_update),
                set_columns,
                deferrable,
            )
        )


def _index(row: tuple[Any, ...]) -> Index:
    _, name, unique, method, where, key_count, parts, operators = row
    keys = [_key(part) for part in parts[:key_count]]
    include = [cast("str", _key(part).column) for part in parts[key_count:]]
    return Index(keys, name, unique, method, where, include, operators or [])


def _key(part: str) -> IndexKey:
    is_column, text, *rest = part.split("\x01")
    option = int(rest[0]) if rest else 0
    descending, nulls_first = bool(option & _INDEX_DESCENDING), bool(option & _INDEX_NULLS_FIRST)
    key = IndexKey(descending=descending, opclass=rest[1] if len(rest) > 1 else None)
    if is_column == "true":
        key.column = text
    else:
        key.expression = text
    if nulls_first != descending:
        key.nulls = "first" if nulls_first else "last"
    return key
