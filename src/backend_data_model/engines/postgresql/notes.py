"""How each statement of schema.sql is applied to a PostgreSQL database that is in use.

Locks are those of the manual (13.3 Explicit Locking, ALTER TABLE, CREATE INDEX), measured on 15, 17 and 18.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.note_writer import Note, Section, code, render_notes, triggers_by_table
from backend_data_model.engines.postgresql.ddl import PostgreSQLWriter

if TYPE_CHECKING:
    from backend_data_model.model.schema import Check, Column, ForeignKey, Index, Schema, Table, Unique
    from backend_data_model.model.settings import DesignSettings

_OPENING = (
    "schema.sql makes an empty database in one transaction. These notes say, for each object in it, "
    "what to do when its "
    "table is in use already.",
    "Before every step: `SET lock_timeout = '5s';`, and try again when it strikes. A statement that "
    "waits for a strong lock "
    "makes every later query wait behind it, even when it would be done in a millisecond itself.",
    "A new table blocks nobody. Its foreign keys take SHARE ROW EXCLUSIVE on the tables that they "
    "refer to for the moment "
    "of their creation: those can be read, but not written.",
)


def render_migration_notes(schema: Schema, settings: DesignSettings) -> str:
    """`migration-notes.md`: every table, constraint, index, trigger and policy of the schema."""
    notes = _Notes(schema, settings)
    sections = [notes.table(table) for table in schema.tables]
    sections.append(notes.rest())
    return render_notes(f"Migration notes: PostgreSQL {schema.version or ''}".strip(), _OPENING, sections)


class _Notes:
    def __init__(self, schema: Schema, settings: DesignSettings) -> None:
        self.schema = schema
        self.triggers = triggers_by_table(schema)
        self.writer = PostgreSQLWriter(schema, settings)
        self.not_null_constraints = settings.version_tuple >= (18,)

    def table(self, table: Table) -> Section:
        name = code(self.writer.table_name(table))
        section = Section(f"Table {name}")
        section.notes.append(Note(f"CREATE TABLE {name}", "instant; blocks nobody."))
        section.notes += [self.column(table, column) for column in table.columns if column.name not in _key(table)]
        section.notes += [self.unique(table, unique) for unique in table.uniques]
        section.notes += [self.check(table, check) for check in table.checks]
        section.notes += [self.foreign_key(table, key) for key in table.foreign_keys]
        section.notes += [self.index(table, index) for index in table.indexes]
        for trigger in self.triggers.get(table.name, ()):
            effect = "SHARE ROW EXCLUSIVE for a moment: writers wait, readers do not."
            section.notes.append(Note(f"trigger {code(trigger.name)}", effect))
        if table.row_security:
            section.notes.append(self.row_security(table))
        return section

    def _alter(self, table: Table, action: str) -> str:
        return f"ALTER TABLE {self.writer.table_name(table)} {action};"

    def column(self, table: Table, column: Column) -> Note:
        quoted = self.writer.quote(column.name)
        label = f"column {code(column.name)}"
        add = f"ADD COLUMN {quoted} {column.type}"
        if column.default is not None and column.default.lower() not in _VOLATILE:
            null = "" if column.nullable else " NOT NULL"
            effect = "instant: the default is kept once for all old rows and no row is rewritten (11 and newer)."
            return Note(label, effect, (self._alter(table, f"{add}{null} DEFAULT {column.default}"),))
        if column.default is not None:
            effect = (
                "its default differs from row to row, so that ADD COLUMN with it would rewrite the table under ACCESS "
                "EXCLUSIVE. Add it empty, set the default, fill old rows in batches."
            )
            default = self._alter(table, f"ALTER COLUMN {quoted} SET DEFAULT {column.default}")
            return Note(label, effect, (self._alter(table, add), default, *self._required(table, column)))
        if column.nullable:
            return Note(label, "instant: old rows have NULL.", (self._alter(table, add),))
        effect = (
            "old rows have no value: add it nullable, fill in batches, then require it without a scan "
            "under a strong lock."
        )
        return Note(label, effect, (self._alter(table, add), *self._required(table, column)))

    def _required(self, table: Table, column: Column) -> tuple[str, ...]:
        if column.nullable:
            return ()
        quoted = self.writer.quote(column.name)
        name = self.writer.quote(f"check_{table.name}_{column.name}_not_null"[:60])
        if self.not_null_constraints:
            return (
                self._alter(table, f"ADD CONSTRAINT {name} NOT NULL {quoted} NOT VALID"),
                self._alter(table, f"VALIDATE CONSTRAINT {name}"),
            )
        return (
            self._alter(table, f"ADD CONSTRAINT {name} CHECK ({quoted} IS NOT NULL) NOT VALID"),
            self._alter(table, f"VALIDATE CONSTRAINT {name}"),
            self._alter(table, f"ALTER COLUMN {quoted} SET NOT NULL"),
            self._alter(table, f"DROP CONSTRAINT {name}"),
        )

    def unique(self, table: Table, unique: Unique) -> Note:
        name = self.writer.quote(unique.name or "")
        columns = self.writer.names(unique.columns)
        effect = (
            "ADD CONSTRAINT UNIQUE builds its index under ACCESS EXCLUSIVE. Build it beside the "
            "traffic and attach it. A build "
            "that fails leaves an INVALID index: drop it and try again."
        )
        build = f"CREATE UNIQUE INDEX CONCURRENTLY {name} ON {self.writer.table_name(table)} ({columns});"
        attach = self._alter(table, f"ADD CONSTRAINT {name} UNIQUE USING INDEX {name}")
        return Note(f"unique key {code(unique.name or '')}", effect, (build, attach))

    def check(self, table: Table, check: Check) -> Note:
        effect = (
            "NOT VALID takes ACCESS EXCLUSIVE for a moment and holds for new rows at once; VALIDATE "
            "reads the old ones while "
            "others read and write. In one transaction the strong lock would last through the scan."
        )
        name = self.writer.quote(check.name or "")
        add = self._alter(table, f"ADD {self.writer.check(check)} NOT VALID")
        return Note(f"check {code(check.name or '')}", effect, (add, self._alter(table, f"VALIDATE CONSTRAINT {name}")))

    def foreign_key(self, table: Table, key: ForeignKey) -> Note:
        effect = (
            f"SHARE ROW EXCLUSIVE on both tables for a moment, writers of {code(key.ref_table)} "
            f"included; VALIDATE reads "
            "while others write. Index its columns first."
        )
        add = self._alter(table, f"ADD {self.writer.foreign_key(key, '    ')} NOT VALID")
        validate = self._alter(table, f"VALIDATE CONSTRAINT {self.writer.quote(key.name or '')}")
        return Note(f"foreign key {code(key.name or '')}", effect, (add, validate))

    def index(self, table: Table, index: Index) -> Note:
        effect = (
            "CREATE INDEX blocks writers for the whole build; CONCURRENTLY does not, but cannot stand"
            " in a transaction. "
            "After a failure drop the INVALID index and try again."
        )
        statement = self.writer.index(table, index).splitlines()
        start = next(number for number, line in enumerate(statement) if line.startswith("CREATE"))
        text = "\n".join(statement[start:]).replace("INDEX ", "INDEX CONCURRENTLY ", 1)
        return Note(f"index {code(index.name or '')}", effect, (text,))

    def row_security(self, table: Table) -> Note:
        effect = (
            "make the policies first and in the same transaction ENABLE and FORCE; each takes ACCESS "
            "EXCLUSIVE for a moment. "
            "From then on a session without the tenant setting sees no row: set it in the application before."
        )
        steps = [self.writer.policy(policy) for policy in self.writer.policies.get(table.name, ())]
        steps.append(self._alter(table, "ENABLE ROW LEVEL SECURITY"))
        steps.append(self._alter(table, "FORCE ROW LEVEL SECURITY"))
        return Note("row-level security", effect, ("\n".join(["BEGIN;", *steps, "COMMIT;"]),))

    def rest(self) -> Section:
        section = Section("Without a table")
        for role in self.schema.roles:
            effect = (
                "belongs to the server, not to the database; made only when missing; grant it to the "
                "login of the application."
            )
            section.notes.append(Note(f"role {code(role)}", effect))
        for routine in self.schema.routines:
            section.notes.append(Note(f"function {code(routine.name)}", "instant; blocks nobody."))
        if self.schema.application_role:
            section.notes.append(Note("GRANT", "ACCESS SHARE is enough and nobody waits."))
        if any(table.comment or any(c.comment for c in table.columns) for table in self.schema.tables):
            section.notes.append(
                Note("COMMENT ON", "SHARE UPDATE EXCLUSIVE for a moment: blocks neither readers nor writers.")
            )
        return section


_VOLATILE = frozenset({"uuidv7()", "gen_random_uuid()"})


def _key(table: Table) -> frozenset[str]:
    return frozenset(table.primary_key.columns if table.primary_key else ())
