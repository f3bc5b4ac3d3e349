"""ALTER TABLE (and CREATE and DROP INDEX) applied to a `Table`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql import read_tables
from backend_data_model.engines.mysql.read_tables import NotTakenError
from backend_data_model.engines.mysql.syntax import nodes

if TYPE_CHECKING:
    from backend_data_model.engines.mysql.read_tables import Place
    from backend_data_model.model.schema import Check, Column, ForeignKey, Schema, Table


def change_table(schema: Schema, table: Table, action: nodes.AlterAction, place: Place) -> None:
    """Apply one action; what does not fit raises `NotTakenError`."""
    match action:
        case nodes.AddColumn():
            if action.if_not_exists and read_tables.find_column(table, action.column.name):
                return
            read_tables.add_column(table, action.column, place, _index(table, action.place))
        case nodes.AddElement():
            read_tables.add_element(table, action.element, place)
        case nodes.ChangeColumn():
            _change_column(schema, table, action, place)
        case nodes.AlterColumn():
            column = _column(table, action.name)
            if action.sets_default:
                shown = action.default is not None and action.default.literal != "null"
                column.default = read_tables.default_text(action.default) if action.default and shown else None
        case nodes.Drop():
            _drop(table, action)
        case nodes.Rename():
            _rename(schema, table, action)
        case nodes.SetCheck():
            _named_check(table, action.name).enforced = action.enforced
        case nodes.SetIndexVisibility():
            _set_visibility(table, action)
        case nodes.SetOptions():
            table.options.update(action.options)
            table.comment = table.options.pop("comment", table.comment)
        case nodes.SetPartitioning():
            table.partition_by = action.partitioning.text.split(None, 2)[2] if action.partitioning else None
        case nodes.Physical():
            return


def _column(table: Table, name: str) -> Column:
    column = read_tables.find_column(table, name)
    if column is None:
        raise NotTakenError(f"the table {table.name} has no column {name}")
    return column


def _index(table: Table, place: nodes.Place | None) -> int | None:
    if place is None:
        return None
    if place.after is None:
        return 0
    return table.columns.index(_column(table, place.after)) + 1


def _change_column(schema: Schema, table: Table, action: nodes.ChangeColumn, place: Place) -> None:
    old = _column(table, action.old)
    new = read_tables.column_of(table, action.column, place)
    if table.primary_key and old.name in table.primary_key.columns:
        new.nullable = False
    at = table.columns.index(old)
    table.columns[at] = new
    if action.place is not None:
        table.columns.remove(new)
        table.columns.insert(_index(table, action.place) or 0, new)
    if new.name != old.name:
        _rename_in_keys(schema, table, old.name, new.name)
    read_tables.add_column_constraints(table, action.column, place)


def _rename_in_keys(schema: Schema, table: Table, old: str, new: str) -> None:
    def swap(names: list[str]) -> None:
        names[:] = [new if name == old else name for name in names]

    if table.primary_key:
        swap(table.primary_key.columns)
    for unique in table.uniques:
        swap(unique.columns)
    for key in table.foreign_keys:
        swap(key.columns)
    for index in table.indexes:
        for part in index.keys:
            part.column = new if part.column == old else part.column
    for other in schema.tables:
        for key in other.foreign_keys:
            if key.ref_table == table.name:
                swap(key.ref_columns)


def _drop(table: Table, action: nodes.Drop) -> None:
    name = action.name or ""
    try:
        match action.what:
            case "column":
                _drop_column(table, name)
            case "primary key":
                if table.primary_key is None:
                    raise NotTakenError(f"the table {table.name} has no primary key")
                table.primary_key = None
            case "index":
                _drop_key(table, name)
            case "foreign key":
                _drop_foreign_key(table, _named_foreign_key(table, name))
            case "check":
                table.checks.remove(_named_check(table, name))
            case "constraint":
                _drop_constraint(table, name)
    except NotTakenError:
        if not action.if_exists:
            raise


def _drop_column(table: Table, name: str) -> None:
    column = _column(table, name)
    if len(table.columns) == 1:
        raise NotTakenError(f"{name} is the only column of {table.name}")
    table.columns.remove(column)
    for unique in table.uniques:
        unique.columns[:] = [c for c in unique.columns if c != column.name]
    table.uniques[:] = [unique for unique in table.uniques if unique.columns]
    for index in table.indexes:
        index.keys[:] = [key for key in index.keys if key.column != column.name]
    table.indexes[:] = [index for index in table.indexes if index.keys]
    if table.primary_key and column.name in table.primary_key.columns:
        table.primary_key.columns.remove(column.name)
        if not table.primary_key.columns:
            table.primary_key = None


def _drop_key(table: Table, name: str) -> None:
    key = read_tables.find_key(table, name)
    if key is None:
        raise NotTakenError(f"the table {table.name} has no index {name}")
    table.uniques[:] = [unique for unique in table.uniques if unique is not key]
    table.indexes[:] = [index for index in table.indexes if index is not key]


def _drop_foreign_key(table: Table, key: ForeignKey) -> None:
    number = next(i for i, candidate in enumerate(table.foreign_keys) if candidate is key)
    read_tables.add_foreign_key_index(table, number)
    del table.foreign_keys[number]


def _drop_constraint(table: Table, name: str) -> None:
    if name.upper() == "PRIMARY":
        table.primary_key = None
        return
    for find in (_named_foreign_key, _named_check):
        try:
            found = find(table, name)
        except NotTakenError:
            continue
        if found in table.checks:
            table.checks[:] = [check for check in table.checks if check is not found]
        else:
            _drop_foreign_key(table, found)  # type: ignore[arg-type]
        return
    _drop_key(table, name)


def _named_foreign_key(table: Table, name: str) -> ForeignKey:
    """By its name, or by the name InnoDB gives an unnamed one: `<table>_ibfk_<number>`."""
    unnamed = 0
    for key in table.foreign_keys:
        unnamed += key.name is None
        if (key.name or f"{table.name}_ibfk_{unnamed}").lower() == name.lower():
            return key
    raise NotTakenError(f"the table {table.name} has no foreign key {name}")


def _named_check(table: Table, name: str) -> Check:
    """By its name, or by the name MySQL gives an unnamed one: `<table>_chk_<number>`."""
    unnamed = 0
    for check in table.checks:
        unnamed += check.name is None
        if (check.name or f"{table.name}_chk_{unnamed}").lower() == name.lower():
            return check
    raise NotTakenError(f"the table {table.name} has no check {name}")


def _rename(schema: Schema, table: Table, action: nodes.Rename) -> None:
    if action.what == "table":
        rename_table(schema, table, action.new_schema, action.new)
    elif action.what == "column":
        column = _column(table, action.old or "")
        old, column.name = column.name, action.new
        _rename_in_keys(schema, table, old, action.new)
    else:
        key = read_tables.find_key(table, action.old or "")
        if key is None:
            raise NotTakenError(f"the table {table.name} has no index {action.old}")
        key.name = action.new


def rename_table(schema: Schema, table: Table, new_schema: str | None, new: str) -> None:
    """Rename a table; the foreign keys that refer to it follow."""
    for other in schema.tables:
        for key in other.foreign_keys:
            if key.ref_table == table.name:
                key.ref_table = new
    table.name = new
    table.schema = new_schema or table.schema


def _set_visibility(table: Table, action: nodes.SetIndexVisibility) -> None:
    if read_tables.find_key(table, action.name) is None:
        raise NotTakenError(f"the table {table.name} has no index {action.name}")
    names = [name for name in table.options.pop("invisible_indexes", "").split(", ") if name and name != action.name]
    if not action.visible:
        names.append(action.name)
    if names:
        table.options["invisible_indexes"] = ", ".join(names)
