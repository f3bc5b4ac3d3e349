"""The schema of an open SQLite connection, from its PRAGMAs and the text it keeps of each object."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from backend_data_model.engines.sqlite.read_create import body_after_as, parse_create_index, parse_create_table
from backend_data_model.model.schema import (
    Column,
    ForeignKey,
    Identity,
    Index,
    IndexKey,
    PrimaryKey,
    Schema,
    Table,
    Trigger,
    Unique,
    Unparsed,
    View,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.sqlite.read_create import TableText

_VIRTUAL_GENERATED, _STORED_GENERATED = 2, 3
_EXPRESSION, _ROWID = -2, -1


def quote(name: str) -> str:
    """The name as a quoted identifier."""
    return '"' + name.replace('"', '""') + '"'


def read_connection(connection: sqlite3.Connection) -> Schema:
    """The schema of the main database (and of temporary tables), in the order in which the objects were made."""
    schema = Schema("sqlite", version=sqlite3.sqlite_version)
    for database, master in (("main", "sqlite_master"), ("temp", "sqlite_temp_master")):
        objects = connection.execute(f"SELECT type, name, tbl_name, sql FROM {master} ORDER BY rowid").fetchall()
        shadows = _shadow_tables(objects)
        for kind, name, table_name, sql in objects:
            if sql is None or name.startswith("sqlite_") or name in shadows:
                continue
            if kind == "table" and _is_virtual(sql):
                schema.unparsed.append(Unparsed(sql, "a virtual table is not part of the schema model"))
            elif kind == "table":
                schema.tables.append(_table(connection, database, name, sql))
            elif kind == "view":
                schema.views.append(View(name, body_after_as(sql)))
            elif kind == "trigger":
                schema.triggers.append(Trigger(name, table_name, sql))
    _resolve_references(schema)
    return schema


def _is_virtual(sql: str) -> bool:
    return sql[:30].upper().split()[:2] == ["CREATE", "VIRTUAL"]


def _shadow_tables(objects: list[tuple[str, str, str, str | None]]) -> set[str]:
    """The tables that FTS and R*Tree keep their data in (https://www.sqlite.org/vtab.html, 2.1.4)."""
    virtual = [name for kind, name, _, sql in objects if kind == "table" and sql and _is_virtual(sql)]
    suffixes = ("content", "data", "idx", "docsize", "config", "segdir", "segments", "stat", "node", "parent", "rowid")
    return {f"{name}_{suffix}" for name in virtual for suffix in suffixes}


def _table(connection: sqlite3.Connection, database: str, name: str, sql: str) -> Table:
    text = parse_create_table(sql)
    table = Table(name, strict=text.strict, without_rowid=text.without_rowid, temporary=database == "temp")
    if text.autoincrement:
        table.options["autoincrement"] = "true"
    table.checks = text.checks
    key: dict[int, str] = {}
    said = {column.name.lower(): column for column in text.columns}
    rows = connection.execute(f"PRAGMA {database}.table_xinfo({quote(name)})").fetchall()
    for _, column_name, type_name, not_null, default, key_place, hidden in rows:
        words = said.get(column_name.lower())
        column = Column(column_name, type_name, nullable=not not_null, default=default)
        if words:
            column.collation = words.collation
        if hidden in {_VIRTUAL_GENERATED, _STORED_GENERATED} and words:
            column.generated, column.default = words.generated, None
            column.generated_stored = hidden == _STORED_GENERATED
        if default is not None and default.upper() == "NULL":
            column.default = None
        if key_place:
            key[key_place] = column_name
        table.columns.append(column)
    if key:
        constraint = text.primary_key.name if text.primary_key else None
        table.primary_key = PrimaryKey([key[place] for place in sorted(key)], constraint)
    _read_indexes(connection, database, table, text)
    _read_foreign_keys(connection, database, table, text)
    return table


def _number_rowid(table: Table) -> None:
    """INTEGER PRIMARY KEY is the row's number: never NULL and given by SQLite (lang_createtable.html, 5)."""
    if table.primary_key and not table.without_rowid and len(table.primary_key.columns) == 1:
        column = table.column(table.primary_key.columns[0])
        if column and column.type.upper() == "INTEGER":
            column.nullable = False
            column.identity = Identity(always=False)


def _read_indexes(connection: sqlite3.Connection, database: str, table: Table, text: TableText) -> None:
    master = "sqlite_temp_master" if database == "temp" else "sqlite_master"
    names = {tuple(name.lower() for name in unique.columns): unique.name for unique in text.uniques}
    uniques: list[Unique] = []
    listed = connection.execute(f"PRAGMA {database}.index_list({quote(table.name)})").fetchall()
    if all(origin != "pk" for _, _, _, origin, _ in listed):
        # A key without an index is the row number itself; `INTEGER PRIMARY KEY DESC` has one.
        _number_rowid(table)
    for _, index_name, unique, origin, _ in reversed(listed):
        rows = connection.execute(f"PRAGMA {database}.index_xinfo({quote(index_name)})").fetchall()
        keys = [row for row in rows if row[5]]
        if origin == "u":
            columns = [row[2] for row in keys]
            uniques.append(Unique(columns, names.get(tuple(column.lower() for column in columns))))
        elif origin == "c":
            query = f"SELECT sql FROM {database}.{master} WHERE type = 'index' AND name = ?"
            (sql,) = connection.execute(query, (index_name,)).fetchone()
            table.indexes.append(_index(index_name, bool(unique), keys, sql))
    order = {columns: place for place, columns in enumerate(names)}
    table.uniques = sorted(uniques, key=lambda u: order.get(tuple(c.lower() for c in u.columns), len(order)))


def _index(name: str, unique: bool, rows: list[tuple[int, int, str | None, int, str, int]], sql: str) -> Index:
    text = parse_create_index(sql)
    index = Index([], name, unique, where=text.where)
    for (_, number, column, descending, _, _), written in zip(rows, text.keys, strict=False):
        key = IndexKey(column=column, descending=bool(descending))
        if number == _EXPRESSION:
            key.expression = written
        elif number == _ROWID:
            key.column = written
        index.keys.append(key)
    return index


def _read_foreign_keys(connection: sqlite3.Connection, database: str, table: Table, text: TableText) -> None:
    """The PRAGMA is the truth of what exists; names, silence about actions and deferral are in the text only."""
    found: dict[int, ForeignKey] = {}
    rows = connection.execute(f"PRAGMA {database}.foreign_key_list({quote(table.name)})").fetchall()
    for number, _, target, column, target_column, _, _, _ in rows:
        foreign_key = found.setdefault(number, ForeignKey([], target, []))
        foreign_key.columns.append(column)
        if target_column is not None:
            foreign_key.ref_columns.append(target_column)
    # The PRAGMA counts from the last foreign key to the first.
    existing = [found[number] for number in sorted(found, reverse=True)]
    for foreign_key, words in _pairs(existing, text):
        if words:
            foreign_key.name, foreign_key.deferrable = words.name, words.deferrable
            foreign_key.on_delete, foreign_key.on_update = words.on_delete, words.on_update
        table.foreign_keys.append(foreign_key)


def _pairs(existing: list[ForeignKey], text: TableText) -> Iterator[tuple[ForeignKey, ForeignKey | None]]:
    for place, foreign_key in enumerate(existing):
        words = text.foreign_keys[place] if place < len(text.foreign_keys) else None
        same = words and [c.lower() for c in words.columns] == [c.lower() for c in foreign_key.columns]
        yield foreign_key, words if same else None


def _resolve_references(schema: Schema) -> None:
    """`REFERENCES t` means the primary key of t; table names are compared without regard to case."""
    tables = {table.name.lower(): table for table in schema.tables}
    for table in schema.tables:
        for foreign_key in table.foreign_keys:
            target = tables.get(foreign_key.ref_table.lower())
            if target:
                foreign_key.ref_table = target.name
                if not foreign_key.ref_columns and target.primary_key:
                    foreign_key.ref_columns = list(target.primary_key.columns)
