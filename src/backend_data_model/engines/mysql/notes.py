"""How each statement of schema.sql is applied to a MySQL database that is in use (manual, 17.12.1 Online DDL
Operations).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.ddl import MySQLWriter
from backend_data_model.engines.note_writer import Note, Section, code, render_notes, triggers_by_table

if TYPE_CHECKING:
    from backend_data_model.model.schema import Check, Column, ForeignKey, Index, Schema, Table, Unique
    from backend_data_model.model.settings import DesignSettings

_OPENING = (
    "schema.sql makes an empty database. Each statement commits by itself, so that a script that "
    "fails half-way must be "
    "taken up where it stopped. These notes say, for each object, what to do when its table is in use already.",
    "Before every step: `SET SESSION lock_wait_timeout = 5;`. Even an INSTANT change waits for a "
    "metadata lock behind open "
    "transactions, and every later query waits behind it.",
    "Name the algorithm in each statement: MySQL then refuses instead of falling back to a slower "
    "one. What needs COPY on a "
    "large table goes through pt-online-schema-change where there are foreign keys, as here; gh-ost supports none.",
)
_INSTANT_AT_END = (8, 0, 12)
_INSTANT_ANYWHERE = (8, 0, 29)


def render_migration_notes(schema: Schema, settings: DesignSettings) -> str:
    """`migration-notes.md`: every table, column, constraint, index and trigger of the schema."""
    notes = _Notes(schema, settings)
    sections = [notes.table(table) for table in schema.tables]
    return render_notes(f"Migration notes: MySQL {schema.version or ''}".strip(), _OPENING, sections)


class _Notes:
    def __init__(self, schema: Schema, settings: DesignSettings) -> None:
        self.schema = schema
        self.triggers = triggers_by_table(schema)
        self.version = settings.version_tuple
        self.writer = MySQLWriter(schema, settings)

    def table(self, table: Table) -> Section:
        name = code(table.name)
        section = Section(f"Table {name}")
        section.notes.append(
            Note(
                f"CREATE TABLE {name}", "instant; its foreign keys take a metadata lock on their parents for a moment."
            )
        )
        key = table.primary_key.columns if table.primary_key else []
        section.notes += [self.column(table, column) for column in table.columns if column.name not in key]
        section.notes += [self.unique(table, unique) for unique in table.uniques]
        section.notes += [self.check(table, check) for check in table.checks]
        section.notes += [self.index(table, index) for index in table.indexes]
        section.notes += [self.foreign_key(table, foreign_key) for foreign_key in table.foreign_keys]
        for trigger in self.triggers.get(table.name, ()):
            effect = "a metadata lock for a moment; old rows are not checked: find those that break the rule first."
            section.notes.append(Note(f"trigger {code(trigger.name)}", effect))
        return section

    def _alter(self, table: Table, action: str, algorithm: str) -> str:
        return f"ALTER TABLE {self.writer.table_name(table)} {action}, {algorithm};"

    def column(self, table: Table, column: Column) -> Note:
        label = f"column {code(column.name)}"
        options = self.writer.column_options(table, column)
        add = f"ADD COLUMN {self.writer.quote(column.name)} {column.type} {options}".rstrip()
        if self.version < _INSTANT_AT_END:
            return Note(label, "rebuilds the table while others write (before 8.0.12).", (self._in_place(table, add),))
        place = "anywhere" if self.version >= _INSTANT_ANYWHERE else "as the last column only"
        effect = (
            f"instant, {place}; a table takes 64 such changes (255 from 9.1 on) before it must be rebuilt. Not for "
            "ROW_FORMAT=COMPRESSED or tables with a FULLTEXT index."
        )
        if column.default is not None and column.default.startswith("("):
            effect = (
                "its default is an expression with a value of its own for each row: add it nullable, then"
                " set the default and fill."
            )
            bare = f"ADD COLUMN {self.writer.quote(column.name)} {column.type}"
            return Note(label, effect, (self._alter(table, bare, "ALGORITHM=INSTANT"),))
        if not column.nullable and column.default is None:
            effect += (
                " Old rows get the implicit default of the type (0 or ''): add it nullable first, fill, then MODIFY it."
            )
        return Note(label, effect, (self._alter(table, add, "ALGORITHM=INSTANT"),))

    def _in_place(self, table: Table, action: str) -> str:
        return self._alter(table, action, "ALGORITHM=INPLACE, LOCK=NONE")

    def unique(self, table: Table, unique: Unique) -> Note:
        effect = "builds its index in place while others read and write; a duplicate makes it fail at the end."
        return Note(
            f"unique key {code(unique.name or '')}",
            effect,
            (self._in_place(table, f"ADD {self.writer.unique(unique)}"),),
        )

    def check(self, table: Table, check: Check) -> Note:
        effect = (
            "copies the table and writers wait. Add it NOT ENFORCED (instant), mend the rows that "
            "break it, and enforce it in "
            "a quiet hour or through pt-online-schema-change."
        )
        name = self.writer.quote(check.name or "")
        add = f"ALTER TABLE {self.writer.table_name(table)} ADD {self.writer.check(check)} NOT ENFORCED;"
        enforce = f"ALTER TABLE {self.writer.table_name(table)} ALTER CHECK {name} ENFORCED;"
        return Note(f"check {code(check.name or '')}", effect, (add, enforce))

    def index(self, table: Table, index: Index) -> Note:
        effect = "builds in place while others read and write."
        if any(key.expression for key in index.keys):
            effect += " It has an expression for a key (8.0.13)."
        action = self.writer.inline_index(index)
        return Note(f"index {code(index.name or '')}", effect, (self._in_place(table, f"ADD {action}"),))

    def foreign_key(self, table: Table, key: ForeignKey) -> Note:
        effect = (
            "COPY while foreign_key_checks is on, and writers wait. With it off the change is in "
            "place, and old rows are not "
            "checked: look for rows without a parent before and after."
        )
        add = self._in_place(table, f"ADD {self.writer.foreign_key(key, '    ')}")
        step = f"SET SESSION foreign_key_checks = OFF;\n{add}\nSET SESSION foreign_key_checks = ON;"
        return Note(f"foreign key {code(key.name or '')}", effect, (step,))
