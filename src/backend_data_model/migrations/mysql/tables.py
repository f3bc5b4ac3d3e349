"""Clauses of ALTER TABLE for a table that stays, and CREATE TABLE for one that is new."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.migrations.mysql.column_changes import operations
from backend_data_model.migrations.mysql.draft import Clause
from backend_data_model.migrations.mysql.names import quoted
from backend_data_model.migrations.mysql.partitions import partition_clauses

if TYPE_CHECKING:
    from collections.abc import Collection

    from backend_data_model.migrations.mysql.catalog.objects import Catalog, Column, Table
    from backend_data_model.migrations.mysql.changes import TableChange

_NO_OPTION = {"COMMENT": "''", "ROW_FORMAT": "DEFAULT", "KEY_BLOCK_SIZE": "0", "MAX_ROWS": "0", "MIN_ROWS": "0"}
_REBUILDING_OPTIONS = {"ROW_FORMAT", "KEY_BLOCK_SIZE"}
_KEY_NAME = re.compile(r"`((?:[^`]|``)+)`")


def create_table(table: Table, database: Catalog, *, without: Collection[str] = ()) -> str:
    """The CREATE TABLE; character set and collation show where they are not the database's own."""
    parts = [f"{quoted(name)} {column.spelled(table.collation)}" for name, column in table.columns.items()]
    parts += table.keys.values()
    parts += [text for name, text in table.foreign_keys.items() if name not in without]
    parts += table.checks.values()
    options = [f"{name}={value}" for name, value in table.options.items()]
    if table.collation != database.collation:
        options.append(f"DEFAULT CHARSET={table.charset} COLLATE={table.collation}")
    tail = f"\n{table.partitioning}" if table.partitioning else ""
    body = ",\n  ".join(parts)
    return f"CREATE TABLE {quoted(table.name)} (\n  {body}\n) {' '.join(options)}".rstrip() + tail


def clauses_for(change: TableChange, *, positions: bool) -> list[Clause]:
    """In an order in which they can run one after the other; foreign keys are not among them.

    Columns are dropped from the last on: taken back the other way round, each finds the one before it.
    `positions`: a new column goes where it stands, which costs nothing; otherwise it goes last.
    """
    return [
        *_charset(change),
        *_dropped_checks(change),
        *_dropped_keys(change),
        *(_drop_column(change, name) for name in reversed(change.dropped)),
        *(clause for name in change.altered for clause in _altered(change, name)),
        *(_add_column(change, name, positions=positions) for name in change.added),
        *_added_keys(change),
        *_added_checks(change),
        *_options(change),
        *partition_clauses(change.new.name, change.old.partitioning, change.new.partitioning),
    ]


def _clause(sql: str, operation: str, note: str, undo: str | None) -> Clause:
    return Clause(sql, frozenset({operation}), note, undo)


def _charset(change: TableChange) -> list[Clause]:
    old, new = change.old, change.new
    if old.collation == new.collation:
        return []
    return [
        _clause(
            f"DEFAULT CHARACTER SET {new.charset} COLLATE {new.collation}",
            "default_charset",
            f"New columns of {new.name} get {new.collation}; the columns that are there change one by one.",
            f"DEFAULT CHARACTER SET {old.charset} COLLATE {old.collation}",
        )
    ]


def _dropped_checks(change: TableChange) -> list[Clause]:
    return [
        _clause(f"DROP CONSTRAINT {quoted(name)}", "drop_check", f"Drop the CHECK {name}.", f"ADD {text}")
        for name, text in change.old.checks.items()
        if change.new.checks.get(name) != text
    ]


def _added_checks(change: TableChange) -> list[Clause]:
    return [
        _clause(
            f"ADD {text}",
            "add_check",
            f"Add the CHECK {name}; a row that breaks it makes this fail.",
            f"DROP CONSTRAINT {quoted(name)}",
        )
        for name, text in change.new.checks.items()
        if change.old.checks.get(name) != text
    ]


def _goes_early(change: TableChange, name: str) -> bool:
    """Whether a key must go before the columns do: otherwise it is replaced in one statement, never missing."""
    if name not in change.new.keys:
        return True
    columns = {match.replace("``", "`") for match in _KEY_NAME.findall(change.old.keys[name].partition("(")[2])}
    return bool(columns & set(change.dropped))


def _dropped_keys(change: TableChange) -> list[Clause]:
    return [
        _drop_key(name, text)
        for name, text in change.old.keys.items()
        if change.new.keys.get(name) != text and _goes_early(change, name)
    ]


def _drop_key(name: str, text: str) -> Clause:
    if name == "PRIMARY":
        return _clause("DROP PRIMARY KEY", "drop_primary_key", "Drop the primary key.", f"ADD {text}")
    return _clause(f"DROP KEY {quoted(name)}", "drop_index", f"Drop the index {name}.", f"ADD {text}")


def _added_keys(change: TableChange) -> list[Clause]:
    clauses = []
    for name, text in change.new.keys.items():
        before = change.old.keys.get(name)
        if before == text:
            continue
        replaced = before is not None and not _goes_early(change, name)
        if before is not None and replaced:
            drop = _drop_key(name, before)
            clauses.append(Clause(drop.sql, _added(name, text, replaced=True), drop.note, drop.undo))
        undo = "DROP PRIMARY KEY" if name == "PRIMARY" else f"DROP KEY {quoted(name)}"
        what = "the primary key" if name == "PRIMARY" else f"the index {name}"
        clauses.append(Clause(f"ADD {text}", _added(name, text, replaced=replaced), f"Build {what}.", undo))
    return clauses


def _added(name: str, text: str, *, replaced: bool) -> frozenset[str]:
    if name == "PRIMARY":
        return frozenset({"replace_primary_key" if replaced else "add_primary_key"})
    kind = {"FULLTEXT": "add_fulltext", "SPATIAL": "add_spatial"}.get(text.split(" ", 1)[0], "add_index")
    return frozenset({kind})


def _back(column: Column, change: TableChange, *, explicit: bool = False) -> str:
    """The old definition, for a table that still has the new default: that is taken back last."""
    differs = change.old.collation != change.new.collation
    return column.spelled(change.old.collation, explicit=explicit or differs)


def _drop_column(change: TableChange, name: str) -> Clause:
    column = change.old.columns[name]
    operation = {"VIRTUAL": "drop_virtual", "STORED": "drop_stored"}.get(column.generated or "", "drop_column")
    table = change.old.name
    return Clause(
        f"DROP COLUMN {quoted(name)}",
        frozenset({operation}),
        f"Drop the column {name}.",
        f"ADD COLUMN {quoted(name)} {_back(column, change)}{_place(change.old, name)}",
        phase="contract",
        loses_data=None if column.generated else f"{table}.{name}",
        backward_incompatible=f"code that names {table}.{name} fails",
    )


def _altered(change: TableChange, name: str) -> list[Clause]:
    """MODIFY, but a computed column whose kind changes is dropped and added (MariaDB error 1907, MySQL 3106)."""
    old, new = change.old.columns[name], change.new.columns[name]
    if old.generated == new.generated and (new.generated is None or old.type == new.type):
        return [_modify(change, name)]
    place = _place(change.old, name)
    add = Clause(
        f"ADD COLUMN {quoted(name)} {new.spelled(change.new.collation)}{place}",
        frozenset({_added_column(new, between=bool(place))}),
        f"Add {name} in its new kind."
        if new.generated
        else f"Add {name} as a plain column: its values must be filled.",
        f"DROP COLUMN {quoted(name)}",
    )
    return [_drop_column(change, name), add]


def _modify(change: TableChange, name: str) -> Clause:
    old, new = change.old.columns[name], change.new.columns[name]
    found = operations(old, new) or {"change_type"}
    said = {
        "refuse_null": f"{name} refuses NULL; a row with NULL makes this fail in strict mode.",
        "change_type": f"The column {name} gets its new type: every row is copied.",
        "extend_varchar": f"The column {name} gets longer; no row is touched.",
        "append_members": f"The column {name} gets new members at the end; no row is touched.",
    }
    note = next((text for operation, text in said.items() if operation in found), f"The column {name} changes.")
    return Clause(
        f"MODIFY COLUMN {quoted(name)} {new.spelled(change.new.collation)}",
        frozenset(found),
        note,
        f"MODIFY COLUMN {quoted(name)} {_back(old, change, explicit=old.collation != new.collation)}",
    )


def _add_column(change: TableChange, name: str, *, positions: bool) -> Clause:
    column = change.new.columns[name]
    last = list(change.new.columns)[-1] == name or not positions
    place = "" if last else _place(change.new, name)
    return Clause(
        f"ADD COLUMN {quoted(name)} {column.spelled(change.new.collation)}{place}",
        frozenset({_added_column(column, between=bool(place))}),
        f"Add the column {name}."
        + (" Rows that are there get the implicit default of its type." if _is_filled(column) else ""),
        f"DROP COLUMN {quoted(name)}",
    )


def _is_filled(column: Column) -> bool:
    return column.not_null and " DEFAULT " not in column.rest and not (column.auto_increment or column.generated)


def _added_column(column: Column, *, between: bool) -> str:
    if column.generated:
        return "add_stored" if column.generated == "STORED" else "add_virtual"
    if column.auto_increment:
        return "add_auto_increment"
    if re.search(r" DEFAULT (?:\(|(?!current_timestamp)\w+\()", column.rest):
        return "add_column_expression_default"
    if " CHECK " in column.rest:
        return "add_column_check"
    return "add_column_between" if between else "add_column"


def _place(table: Table, name: str) -> str:
    names = list(table.columns)
    at = names.index(name)
    return f" AFTER {quoted(names[at - 1])}" if at else " FIRST"


def _options(change: TableChange) -> list[Clause]:
    old, new = change.old.options, change.new.options
    clauses = []
    for name in sorted({*old, *new}):
        if old.get(name) == new.get(name):
            continue
        operation = "row_format" if name in _REBUILDING_OPTIONS else "table_option"
        if name == "ENGINE":
            operation = "change_engine"
        none = _NO_OPTION.get(name, "DEFAULT")
        clauses.append(
            _clause(
                f"{name}={new.get(name, none)}",
                operation,
                f"Set {name} of {change.new.name}.",
                f"{name}={old.get(name, none)}",
            )
        )
    return clauses
