"""How each statement of schema.sql is applied to an SQLite database that is in use
(https://www.sqlite.org/lang_altertable.html).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.note_writer import Note, Section, code, render_notes, triggers_by_table
from backend_data_model.engines.sqlite.ddl import SQLiteWriter

if TYPE_CHECKING:
    from backend_data_model.model.schema import Column, Index, Schema, Table
    from backend_data_model.model.settings import DesignSettings

_OPENING = (
    "schema.sql makes an empty database in one transaction. These notes say, for each object, what to"
    " do when its table has "
    "rows already. A write transaction stops all other writers; in WAL mode readers go on.",
    "Constraints cannot be added to a table (3.53 can add NOT NULL and CHECK): the table is rebuilt, in this order: "
    "`PRAGMA foreign_keys = OFF`; BEGIN; CREATE TABLE under a new name; INSERT INTO ... SELECT; DROP "
    "the old table; ALTER TABLE "
    "... RENAME TO; make its indexes and triggers again; `PRAGMA foreign_key_check`; COMMIT; `PRAGMA "
    "foreign_keys = ON`.",
    "Cloudflare D1 refuses BEGIN and COMMIT: leave those two lines of schema.sql out there. It "
    "enforces foreign keys by itself.",
)


def render_migration_notes(schema: Schema, settings: DesignSettings) -> str:
    """`migration-notes.md`: every table, column, constraint, index and trigger of the schema."""
    notes = _Notes(schema, settings)
    sections = [notes.table(table) for table in schema.tables]
    return render_notes(f"Migration notes: SQLite {schema.version or ''}".strip(), _OPENING, sections)


class _Notes:
    def __init__(self, schema: Schema, settings: DesignSettings) -> None:
        self.schema = schema
        self.triggers = triggers_by_table(schema)
        self.writer = SQLiteWriter(schema, settings)

    def table(self, table: Table) -> Section:
        name = code(table.name)
        section = Section(f"Table {name}")
        section.notes.append(Note(f"CREATE TABLE {name}", "instant."))
        key = table.primary_key.columns if table.primary_key else []
        section.notes += [self.column(table, column) for column in table.columns if column.name not in key]
        for kind, names in (
            ("unique key", [unique.name for unique in table.uniques]),
            ("check", [check.name for check in table.checks]),
            ("foreign key", [foreign_key.name for foreign_key in table.foreign_keys]),
        ):
            effect = (
                "needs a rebuild of the table."
                if kind != "unique key"
                else ("needs a rebuild of the table, or a UNIQUE INDEX over the same columns instead.")
            )
            section.notes += [Note(f"{kind} {code(constraint or '')}", effect) for constraint in names]
        section.notes += [self.index(table, index) for index in table.indexes]
        section.notes += [
            Note(f"trigger {code(trigger.name)}", "instant.") for trigger in self.triggers.get(table.name, ())
        ]
        return section

    def column(self, table: Table, column: Column) -> Note:
        label = f"column {code(column.name)}"
        options = self.writer.column_options(table, column)
        add = f"ALTER TABLE {self.writer.table_name(table)} ADD COLUMN {self.writer.quote(column.name)} {column.type}"
        if column.default is not None and column.default.startswith("("):
            return Note(label, "ADD COLUMN takes no default in parentheses while there are rows: rebuild the table.")
        if not column.nullable and column.default is None:
            return Note(label, "old rows have no value: add it nullable, fill it, and rebuild the table to require it.")
        return Note(label, "instant.", (f"{add} {options}".rstrip() + ";",))

    def index(self, table: Table, index: Index) -> Note:
        statement = self.writer.index(table, index).splitlines()
        start = next(number for number, line in enumerate(statement) if line.startswith("CREATE"))
        effect = "writers wait until it is built; there is no concurrent form."
        return Note(f"index {code(index.name or '')}", effect, ("\n".join(statement[start:]),))
