"""Schemas as sets of facts, so that two readings of one database can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.model.schema import Schema, Table

Fact = tuple[object, ...]


def facts(schema: Schema) -> set[Fact]:
    """What a schema says, without names that the engine gave, without text that engines print their own way."""
    found: set[Fact] = set()
    for table in schema.tables:
        found.update((table.qualified_name, *fact) for fact in _table_facts(table))
    found |= {("view", v.schema, v.name, v.materialized, v.security_invoker) for v in schema.views}
    found |= {("routine", r.schema, r.name, r.security_definer, r.search_path) for r in schema.routines}
    found |= {("trigger", t.schema, t.table, t.name) for t in schema.triggers}
    found |= {("enum", e.schema, e.name, tuple(e.values)) for e in schema.enums}
    found |= {("domain", d.schema, d.name, d.type, d.nullable, len(d.checks)) for d in schema.domains}
    found |= {
        ("policy", p.schema, p.table, p.name, p.command, p.permissive, tuple(p.roles), p.using is None, p.check is None)
        for p in schema.policies
    }
    return found | {("sequence", name) for name in schema.sequences} | {("namespace", n) for n in schema.namespaces}


def _table_facts(table: Table) -> Iterator[Fact]:
    yield ("table", table.row_security, table.force_row_security, table.partition_of, table.partition_by, table.comment)
    yield ("inherits", table.options.get("inherits"), table.strict, table.without_rowid, len(table.checks))
    for place, column in enumerate(table.columns):
        yield ("column", place, column.name, column.type, column.nullable, column.comment, column.collation)
        identity = column.identity and column.identity.always
        generated = column.generated_stored if column.generated else None
        yield ("value", column.name, column.default is not None, identity, generated)
    if table.primary_key:
        yield ("primary key", *table.primary_key.columns)
    for unique in table.uniques:
        yield ("unique", tuple(unique.columns), unique.nulls_not_distinct)
    for key in table.foreign_keys:
        actions = tuple(None if action == "no action" else action for action in (key.on_delete, key.on_update))
        target = (key.ref_schema, key.ref_table, tuple(key.ref_columns))
        yield ("foreign key", tuple(key.columns), *target, *actions, tuple(key.set_null_columns or ()), key.deferrable)
    for index in table.indexes:
        keys = tuple((k.column, k.expression is None, k.descending, k.nulls, k.opclass) for k in index.keys)
        rest = (index.unique, index.method, index.where is None, tuple(index.include), tuple(index.exclusion))
        yield ("index", keys, *rest)
