"""Reads the current database: SHOW CREATE for the texts, `information_schema` for what they leave out."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.mysql.catalog.definition import parse_table
from backend_data_model.migrations.mysql.catalog.objects import Catalog, Program
from backend_data_model.migrations.mysql.names import quoted

if TYPE_CHECKING:
    import pymysql

    from backend_data_model.migrations.mysql.catalog.objects import ProgramKind

_DEFINER = re.compile(r" DEFINER=(?:`(?:[^`]|``)*`|\w+)@(?:`(?:[^`]|``)*`|[\w.%-]+)")
# An event without STARTS starts when it is made, and the server writes that moment into its text.
_STARTS = re.compile(r" STARTS '[^']*'")
_TEXT_AT: dict[ProgramKind, int] = {
    "VIEW": 1, "TRIGGER": 2, "PROCEDURE": 2, "FUNCTION": 2, "EVENT": 3, "SEQUENCE": 1,
}  # fmt: skip


class CatalogReader:
    """One reading of one connection's database."""

    def __init__(self, connection: pymysql.Connection[Any]) -> None:
        self._cursor = connection.cursor()
        ((self._database,),) = self._rows("select database()")
        ((collation,),) = self._rows("select @@collation_database")
        self.catalog = Catalog(collation)

    def read(self) -> Catalog:
        """The whole database."""
        collations: dict[str, dict[str, tuple[str | None, str | None]]] = defaultdict(dict)
        for table, column, charset, collation in self._rows(
            "select table_name, column_name, character_set_name, collation_name from information_schema.columns"
            " where table_schema = database()"
        ):
            collations[table][column] = (charset, collation)
        for name, kind, collation in self._rows(
            "select table_name, table_type, table_collation from information_schema.tables"
            " where table_schema = database() order by table_name"
        ):
            if kind in {"BASE TABLE", "SYSTEM VERSIONED"}:
                sql = str(self._rows(f"show create table {quoted(name)}")[0][1])
                self.catalog.tables[name] = parse_table(name, sql, collations[name], collation)
            elif kind in {"VIEW", "SEQUENCE"}:
                self._program(kind, name)
        self._programs()
        return self.catalog

    def _programs(self) -> None:
        for name, table, order in self._rows(
            "select trigger_name, event_object_table, action_order from information_schema.triggers"
            " where trigger_schema = database() order by event_object_table, action_order, trigger_name"
        ):
            self._program("TRIGGER", name, table, int(order or 0))
        for name, kind in self._rows(
            "select routine_name, routine_type from information_schema.routines"
            " where routine_schema = database() order by routine_name"
        ):
            if kind in {"PROCEDURE", "FUNCTION"}:
                self._program(kind, name)
            else:
                self.catalog.unmanaged.append(f"{kind.lower()} {name}")
        for name, from_creation in self._rows(
            "select event_name, starts = created from information_schema.events"
            " where event_schema = database() order by event_name"
        ):
            self._program("EVENT", name)
            if from_creation and ("EVENT", name) in self.catalog.programs:
                event = self.catalog.programs["EVENT", name]
                self.catalog.programs["EVENT", name] = replace(event, sql=_STARTS.sub("", event.sql, count=1))

    def _program(self, kind: ProgramKind, name: str, table: str | None = None, order: int = 0) -> None:
        row = self._rows(f"show create {kind.lower()} {quoted(name)}")[0]
        sql = row[_TEXT_AT[kind]]
        if sql is None:
            self.catalog.unmanaged.append(f"{kind.lower()} {name}: its text may not be read with these privileges")
            return
        text = _DEFINER.sub("", str(sql), count=1)
        if kind in {"VIEW", "TRIGGER", "EVENT"}:
            text = text.replace(f"{quoted(self._database)}.", "")
        if kind == "SEQUENCE":
            text = re.sub(r"^CREATE SEQUENCE `[^`]+`\.", "CREATE SEQUENCE ", text)
        self.catalog.programs[kind, name] = Program(kind, name, text, table, order)

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        self._cursor.execute(sql)
        return [tuple(v.decode() if isinstance(v, bytes) else v for v in row) for row in self._cursor.fetchall()]


def read_catalog(connection: pymysql.Connection[Any]) -> Catalog:
    """What the current database holds.  Who defined a view, trigger, routine or event is not compared."""
    return CatalogReader(connection).read()
