"""Where in the script each part of the schema was said; SQLite's own catalog does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.sqlite.read_create import parse_create_table
from backend_data_model.engines.sqlite.read_tokens import Cursor

if TYPE_CHECKING:
    from backend_data_model.engines.split import Statement
    from backend_data_model.model.position import LineIndex, Position
    from backend_data_model.model.schema import Schema, Table

# (kind, table, what identifies the part in its table), all in lower case.
_Key = tuple[str, str, str]


class Places:
    """Collects the positions of accepted statements, and gives them to the schema that is read back."""

    def __init__(self, lines: LineIndex) -> None:
        self._lines = lines
        self._found: dict[_Key, Position] = {}

    def note(self, statement: Statement) -> None:
        """Remember what a statement that SQLite has accepted makes, changes or renames."""
        cursor = Cursor(statement.sql)
        if cursor.take("CREATE"):
            for word in ("TEMP", "TEMPORARY", "UNIQUE"):
                cursor.take(word)
            kind = cursor.next().upper.lower()
            cursor.take("IF", "NOT", "EXISTS")
            name = cursor.name().lower()
            if (kind, "", name) in self._found and kind == "table" and "EXISTS" in statement.sql.upper()[:60]:
                return
            self._found[(kind, "", name)] = statement.position
            if kind == "table":
                self._note_table(name, statement)
        elif cursor.take("ALTER", "TABLE"):
            self._note_change(cursor.name().lower(), cursor, statement)

    def _note_table(self, name: str, statement: Statement) -> None:
        text = parse_create_table(statement.sql, lambda offset: self._lines.at(statement.offset + offset))
        for column in text.columns:
            self._add("column", name, column.name, column.position)
        for check in text.checks:
            self._add("check", name, check.expression, check.position)
        for unique in text.uniques:
            self._add("unique", name, ",".join(unique.columns), unique.position)
        for foreign_key in text.foreign_keys:
            self._add("foreign key", name, ",".join(foreign_key.columns), foreign_key.position)
        if text.primary_key:
            self._add("primary key", name, "", text.primary_key.position)

    def _add(self, kind: str, table: str, what: str, position: Position | None) -> None:
        if position:
            self._found[(kind, table, what.lower())] = position

    def _note_change(self, table: str, cursor: Cursor, statement: Statement) -> None:
        if cursor.take("RENAME", "TO"):
            new = cursor.name().lower()
            for (kind, owner, what), position in list(self._found.items()):
                if owner == table:
                    self._found[(kind, new, what)] = position
                elif (kind, what) == ("table", table):
                    self._found[(kind, "", new)] = position
        elif cursor.take("RENAME"):
            cursor.take("COLUMN")
            old = cursor.name().lower()
            cursor.take("TO")
            self._add("column", table, cursor.name(), self._found.get(("column", table, old)))
        elif cursor.take("ADD"):
            cursor.take("COLUMN")
            self._add("column", table, cursor.name(), statement.position)

    def give_to(self, schema: Schema) -> None:
        """Fill in the positions; a constraint whose words were changed since has its table's position."""
        for table in schema.tables:
            self._give_to_table(table)
        for view in schema.views:
            view.position = self._found.get(("view", "", view.name.lower()))
        for trigger in schema.triggers:
            trigger.position = self._found.get(("trigger", "", trigger.name.lower()))

    def _give_to_table(self, table: Table) -> None:
        name = table.name.lower()
        table.position = self._found.get(("table", "", name))

        def place(kind: str, what: str) -> Position | None:
            return self._found.get((kind, name, what.lower()), table.position)

        for column in table.columns:
            column.position = place("column", column.name)
        for check in table.checks:
            check.position = place("check", check.expression)
        for unique in table.uniques:
            unique.position = place("unique", ",".join(unique.columns))
        for foreign_key in table.foreign_keys:
            foreign_key.position = place("foreign key", ",".join(foreign_key.columns))
        if table.primary_key:
            table.primary_key.position = place("primary key", "")
        for index in table.indexes:
            index.position = self._found.get(("index", "", (index.name or "").lower()))
