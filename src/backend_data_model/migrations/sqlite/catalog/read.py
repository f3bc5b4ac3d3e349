"""Reads `sqlite_schema` of the main database."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from backend_data_model.migrations.sqlite.catalog.definition import normal_statement, parse_table
from backend_data_model.migrations.sqlite.catalog.objects import Catalog, Dependent

if TYPE_CHECKING:
    from collections.abc import Iterator

_TABLE_LIST = (3, 37, 0)


def read_catalog(connection: sqlite3.Connection) -> Catalog:
    """What the database holds.  Shadow tables belong to their virtual table, automatic indexes to their key."""
    catalog = Catalog()
    shadows = set(_shadows(connection))
    rows = connection.execute(
        "select type, name, tbl_name, sql from sqlite_master"
        " where sql is not null and name not like 'sqlite\\_%' escape '\\' order by rowid"
    )
    kinds = {"index": catalog.indexes, "view": catalog.views, "trigger": catalog.triggers}
    for kind, name, table, sql in rows.fetchall():
        if kind != "table":
            on = "" if kind == "view" else table.lower()
            kinds[kind][name.lower()] = Dependent(name, on, sql, normal_statement(sql))
        elif name not in shadows:
            catalog.tables[name.lower()] = parse_table(name, sql)
    return catalog


def _shadows(connection: sqlite3.Connection) -> Iterator[str]:
    if sqlite3.sqlite_version_info >= _TABLE_LIST:
        for row in connection.execute("pragma table_list"):
            if row[0] == "main" and row[2] == "shadow":
                yield row[1]
