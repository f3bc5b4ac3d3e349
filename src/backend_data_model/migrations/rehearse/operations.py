"""The statements that the running application sends for a table: as it was written for the old schema, or the new."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backend_data_model.migrations.postgresql.emit.names import quoted
from backend_data_model.migrations.rehearse.expressions import example
from backend_data_model.migrations.rehearse.fill import name_of
from backend_data_model.prover.samples import column_type

if TYPE_CHECKING:
    from collections.abc import Collection

    from backend_data_model.migrations.rehearse.recipes import Recipes
    from backend_data_model.model.schema import Column, Table

_ROW = "$1::bigint"
_OTHER = "$2::bigint"
_RANGE = 50


@dataclass(slots=True)
class Code:
    """SQL for one version of the table.  `$1` is the number of a row; in `update`, `$2` that whose value it gets."""

    insert: str
    point: str | None = None
    page: str | None = None
    update: str | None = None


@dataclass(slots=True)
class Operations:
    """A table of the old schema with its key, the column that writers update, and the code before and after."""

    table: Table
    key: list[Column]
    updated: Column | None
    old: Code
    new: Code | None
    later: Table | None
    renamed: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The qualified name of the table in the old schema."""
        return self.table.qualified_name


def operations_on(table: Table, recipes: Recipes, touched_columns: Collection[str]) -> Operations:
    """What readers and writers do with the table; `touched_columns` are those that the migration is about."""
    key = _key(table)
    updated = _updated(table, recipes, touched_columns)
    later, renamed = _later(table, recipes)
    pairs = [(column, quoted(column.name), column.type) for column in recipes.filled(table)]
    old = _code(table, name_of(table), pairs, [], key, updated, recipes)
    new = None
    if later is not None:
        pairs = []
        for column in recipes.filled(table):
            now = later.column(renamed[column.name]) if column.name in renamed else None
            if now is not None and now.generated is None:
                pairs.append((column, quoted(now.name), now.type))
        required = [
            column for column in later.columns if column.name not in renamed.values() and _must_be_given(column)
        ]
        kept = key if all(column.name in renamed for column in key) else []
        new = _code(table, name_of(later), pairs, required, kept, updated, recipes)
    return Operations(table, key, updated, old, new, later, renamed)


def _later(table: Table, recipes: Recipes) -> tuple[Table | None, dict[str, str]]:
    """The table as the new schema has it, and the new names of its columns."""
    places = {
        column.name: recipes.trial.moved[(table.qualified_name, column.name)]
        for column in table.columns
        if (table.qualified_name, column.name) in recipes.trial.moved
    }
    names = {name for name, _ in places.values()} or {table.qualified_name}
    found = next((one for one in recipes.trial.after.tables if one.qualified_name in names), None)
    if found is None:
        return None, {}
    return found, {old: new for old, (name, new) in places.items() if name == found.qualified_name}


def _must_be_given(column: Column) -> bool:
    return not column.nullable and column.default is None and column.identity is None and column.generated is None


def _code(
    table: Table,
    name: str,
    pairs: list[tuple[Column, str, str]],
    required: list[Column],
    key: list[Column],
    updated: Column | None,
    recipes: Recipes,
) -> Code:
    names = {column.name: (quoted_name, kind) for column, quoted_name, kind in pairs}

    def value(column: Column, number: str) -> str:
        return f"{recipes.value(table, column, number)}::{names[column.name][1]}"

    columns = [quoted_name for _, quoted_name, _ in pairs] + [quoted(column.name) for column in required]
    values = [value(column, _ROW) for column, _, _ in pairs]
    values += [
        f"({example(column_type(column.type, recipes.trial.after), _ROW)})::{column.type}" for column in required
    ]
    code = Code(
        f"insert into {name} ({', '.join(columns)}) overriding system value select {', '.join(values)} "
        "on conflict do nothing"
    )
    if not columns:
        code.insert = f"insert into {name} default values"
    key = [column for column in key if column.name in names]
    if key:
        where = " and ".join(f"{names[c.name][0]} = {value(c, _ROW)}" for c in key)
        order = ", ".join(names[c.name][0] for c in key)
        shown = ", ".join(quoted_name for _, quoted_name, _ in pairs)
        first = key[0]
        code.point = f"select {shown} from {name} where {where}"
        code.page = (
            f"select {shown} from {name} where {names[first.name][0]} >= {value(first, _ROW)} "
            f"order by {order} limit {_RANGE}"
        )
        if updated is not None and updated.name in names:
            code.update = f"update {name} set {names[updated.name][0]} = {value(updated, _OTHER)} where {where}"
    return code


def _key(table: Table) -> list[Column]:
    """The columns of the primary key, else of a unique key without NULLs."""
    keys = [table.primary_key.columns] if table.primary_key else []
    keys += [unique.columns for unique in table.uniques]
    for names in keys:
        columns = [column for name in names if (column := table.column(name)) is not None]
        if table.primary_key or all(not column.nullable for column in columns):
            return columns
    return []


def _updated(table: Table, recipes: Recipes, touched: Collection[str]) -> Column | None:
    """A column that may take the value of another row: no key, no reference, tied to no other column."""
    bound = {name for key in table.foreign_keys for name in key.columns}
    bound |= {name for unique in table.uniques for name in unique.columns}
    bound |= set(table.primary_key.columns) if table.primary_key else set()
    bound |= {name for index in table.indexes if index.unique for name in index.columns if name}
    demanded = next((t for t in recipes.schema.tables if t.qualified_name == table.qualified_name), table)
    bound |= {name for unique in demanded.uniques for name in unique.columns}
    bound |= {name for index in demanded.indexes if index.unique for name in index.columns if name}
    for key in demanded.foreign_keys:
        bound |= set(key.columns)
    bound |= {name for g in recipes.groups.get(table.qualified_name, ()) if len(g.columns) > 1 for name in g.columns}
    partition = table.partition_by or ""
    free = [c for c in recipes.filled(table) if c.name not in bound and c.identity is None and c.name not in partition]
    return next((c for c in free if c.name in touched), free[0] if free else None)
