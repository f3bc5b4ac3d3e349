"""What the rows must satisfy: the constraints of the old schema, and those that the migration adds."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.rehearse.scale import root_of
from backend_data_model.model.schema import Check
from backend_data_model.prover.predicates import columns_in
from backend_data_model.prover.samples import column_type

if TYPE_CHECKING:
    import psycopg

    from backend_data_model.migrations.rehearse.trial import Trial
    from backend_data_model.model.schema import Schema, Table
    from backend_data_model.prover.samples import ColumnType

_LEAVES = """
select r.oid::regclass::text, pg_get_partition_constraintdef(c.oid), pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT',
       nullif(n.nspname, 'public'), r.relname
  from pg_catalog.pg_class c
  join pg_catalog.pg_class r on r.oid = pg_partition_root(c.oid)
  join pg_catalog.pg_namespace n on n.oid = r.relnamespace
 where c.relispartition and c.relkind = 'r'
"""
_HASH = "satisfies_hash_partition"


def demanded(trial: Trial, connection: psycopg.Connection[Any]) -> Schema:
    """The old schema (a copy) with the new constraints on columns that it has, and the bounds of its partitions."""
    schema = copy.deepcopy(trial.before)
    for table in schema.tables:
        later = next((one for one in trial.after.tables if one.qualified_name == table.qualified_name), None)
        if later is not None:
            _add_constraints(table, later, trial.after)
    _add_bounds(schema, connection)
    for table in schema.tables:
        root = root_of(table, schema)
        known = {tuple(key.columns) for key in root.foreign_keys}
        root.foreign_keys += [key for key in table.foreign_keys if tuple(key.columns) not in known]
    return schema


def _add_constraints(table: Table, later: Table, after: Schema) -> None:
    names = {column.name for column in table.columns}
    for column in table.columns:
        now = later.column(column.name)
        if now is not None and not now.nullable:
            column.nullable = False
    table.checks += [
        check
        for check in later.checks
        if all(check.expression != one.expression for one in table.checks)
        and set(columns_in(check.expression, later)) <= names
    ]
    here = {(tuple(key.columns), key.ref_table) for key in table.foreign_keys}
    table.foreign_keys += [
        key
        for key in later.foreign_keys
        if (tuple(key.columns), key.ref_table) not in here
        and set(key.columns) <= names
        and after.table(key.ref_table, key.ref_schema or later.schema) is not None
    ]
    table.uniques += [
        unique
        for unique in later.uniques
        if set(unique.columns) <= names and all(set(unique.columns) != set(one.columns) for one in table.uniques)
    ]
    table.indexes += [
        index
        for index in later.indexes
        if index.unique and {c for c in index.columns if c} <= names and index not in table.indexes
    ]
    if later.primary_key and table.primary_key is None and set(later.primary_key.columns) <= names:
        table.primary_key = later.primary_key


def _add_bounds(schema: Schema, connection: psycopg.Connection[Any]) -> None:
    """A row of a partitioned table must fit one of its partitions, unless there is a default one."""
    bounds: dict[tuple[str | None, str], list[str | None]] = {}
    for _, definition, is_default, namespace, name in connection.execute(_LEAVES):
        accepted = None if is_default or not definition or _HASH in definition else definition
        bounds.setdefault((namespace, name), []).append(accepted)
    for (namespace, name), found in bounds.items():
        table = schema.table(name, namespace)
        if table is not None and None not in found:
            table.checks.append(Check(" OR ".join(f"({definition})" for definition in found)))


def kinds_of(table: Table, trial: Trial) -> dict[str, ColumnType]:
    """The type that the values of each column shall fit: where the migration narrows it, the new one."""
    later = next((one for one in trial.after.tables if one.qualified_name == table.qualified_name), None)
    found = {}
    for column in table.columns:
        kind = column_type(column.type, trial.before)
        now = later.column(column.name) if later else None
        if now is not None and now.type != column.type:
            then = column_type(now.type, trial.after)
            if _narrower(then, kind):
                kind = then
        found[column.name] = kind
    return found


def _narrower(new: ColumnType, old: ColumnType) -> bool:
    """Whether not every value of the old type becomes one of the new type."""
    if new.family != old.family:
        return old.family == "text" or new.family == "enum"
    if new.size is None:
        return new.family == "integer" and new.name in {"smallint", "int2", "integer", "int4"}
    return old.size is None or new.size < old.size
