"""Migration notes for SQLite: each change is planned, as `bdm plan` does, on the table in memory."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from backend_data_model.engines.sqlite.ddl import SQLiteWriter
from backend_data_model.migrations.notes.effects import work_in_words
from backend_data_model.migrations.notes.note import Note, Section, Told, code, listed, render_notes, triggers_by_table
from backend_data_model.migrations.sqlite.plan import plan_ddl
from backend_data_model.migrations.sqlite.predict import predict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.migrations.steps import Plan, Step
    from backend_data_model.model.schema import Column, Schema, Table
    from backend_data_model.model.settings import DesignSettings

_OPENING = (
    "schema.sql makes an empty database. These notes say what happens to each table once it has rows; each change was"
    " planned for this version and tried on an empty copy.",
    "SQLite has one writer at a time: whatever a change works on, all other writers wait until it commits. In WAL mode"
    " readers go on. Give writers a `busy_timeout`, so that they wait and do not fail.",
    "What ALTER TABLE cannot do rebuilds the table. The last note on each table has the script for one such change;"
    " several changes go into one rebuild, and `bdm plan schema.sql NEW` writes it for them.",
)
_REQUIRED = "old rows have no value: add it nullable, fill it, then require it"


def render_migration_notes(schema: Schema, settings: DesignSettings) -> str:
    """`migration-notes.md`."""
    notes = _Notes(schema, settings)
    sections = [notes.table(table) for table in schema.tables]
    return render_notes(f"Migration notes: SQLite {schema.version or ''}".strip(), _OPENING, sections)


class _Notes:
    def __init__(self, schema: Schema, settings: DesignSettings) -> None:
        self.schema = schema
        self.version = ".".join(str(part) for part in settings.version_tuple)
        self.writer = SQLiteWriter(schema, replace(settings, comments=False))
        self.triggers = triggers_by_table(schema)

    def table(self, table: Table) -> Section:
        section = Section(f"Table {code(table.name)}")
        key = table.primary_key.columns if table.primary_key else []
        columns = [column for column in table.columns if column.name not in key]
        section.added += [self._column(table, column) for column in columns]
        section.added += self._constraints(table)
        for index in table.indexes:
            without = replace(table, indexes=[one for one in table.indexes if one is not index])
            section.added.append(self._planned(f"index {code(index.name or '')}", without, table))
        section.added += [
            Note(f"trigger {code(trigger.name)}", f"{self._predicted(trigger.definition, table)}.")
            for trigger in self.triggers.get(table.name, ())
        ]
        section.changed += [*self._required_later(table, columns), *self._renamed(table, columns)]
        section.changed += [*self._dropped(table, columns), *self._retyped(table, columns)]
        return section

    def _ddl(self, table: Table) -> str:
        indexes = [self.writer.index(table, index) for index in table.indexes]
        return "\n".join([self.writer.create_table(table, set()), *indexes])

    def _plan(self, old: Table, new: Table) -> Plan:
        """With the triggers, which a rebuild makes again."""
        triggers = "".join(f"\n{trigger.definition};" for trigger in self.triggers.get(new.name, ()))
        return plan_ddl(self._ddl(old) + triggers, self._ddl(new) + triggers, self.version)

    def _predicted(self, sql: str, table: Table) -> str:
        work = work_in_words(predict(sql, {table.name.lower()}))
        return f"{'; '.join(work)}; writers wait until it is done" if work else "writers wait for a moment"

    def _told(self, steps: Sequence[Step], table: Table) -> tuple[Told, ...]:
        return tuple(Told(f"{step.sql};", self._predicted(step.sql, table)) for step in steps)

    def _planned(self, label: str, old: Table, new: Table) -> Note:
        """What the planner makes of it: statements of their own, or a rebuild."""
        plan = self._plan(old, new)
        if _rebuilds(plan):
            return Note(label, "rebuilds the table.")
        told = self._told(plan.steps, new)
        return Note(label, f"{'; '.join(dict.fromkeys(one.effect for one in told))}.", told)

    def _column(self, table: Table, column: Column) -> Note:
        label = f"column {code(column.name)}"
        old = _without(table, [column.name])
        if not (column.nullable or column.default or column.generated or column.identity):
            return Note(
                label, f"{_REQUIRED}.", self._planned(label, old, _with(table, replace(column, nullable=True))).steps
            )
        return self._planned(label, old, _with(table, column))

    def _constraints(self, table: Table) -> list[Note]:
        """One note for each kind: those of a kind are added alike."""
        notes = []
        if table.uniques:
            names = listed([unique.name or "" for unique in table.uniques])
            notes.append(self._planned(f"unique key {names}", replace(table, uniques=table.uniques[1:]), table))
        if table.checks:
            names = listed([check.name or "" for check in table.checks])
            notes.append(self._planned(f"check {names}", replace(table, checks=table.checks[1:]), table))
        if table.foreign_keys:
            names = listed([key.name or "" for key in table.foreign_keys])
            notes.append(
                self._planned(f"foreign key {names}", replace(table, foreign_keys=table.foreign_keys[1:]), table)
            )
        return notes

    def _required_later(self, table: Table, columns: list[Column]) -> list[Note]:
        nullable = [column for column in columns if column.nullable and not column.generated]
        if not nullable:
            return []
        new = _exchanged(table, nullable[0], replace(nullable[0], nullable=False))
        names = listed([column.name for column in nullable])
        note = self._planned(f"NOT NULL on {names}", table, new)
        effect = f"{note.effect} A NULL makes it fail: fill first."
        return [Note(note.change, effect + (" The first as an example:" if note.steps else ""), note.steps)]

    def _retyped(self, table: Table, columns: list[Column]) -> list[Note]:
        """Another type for the first column, with the script where that is a rebuild."""
        kept = [column for column in columns if not column.generated]
        if not kept:
            return []
        other = "TEXT" if kept[0].type.upper() != "TEXT" else "INTEGER"
        plan = self._plan(table, _exchanged(table, kept[0], replace(kept[0], type=other)))
        label = f"{code(kept[0].name)} from {kept[0].type} to {other}"
        return [Note(label, "the values that are there get the new affinity. In this order:", _script(plan))]

    def _renamed(self, table: Table, columns: list[Column]) -> list[Note]:
        if not columns:
            return []
        name = self.writer.quote(columns[0].name)
        sql = f"ALTER TABLE {self.writer.table_name(table)} RENAME COLUMN {name} TO {name}"
        rest = "indexes, triggers and views follow, but running code that uses the old name fails."
        return [Note("rename of a column or of the table", f"{self._predicted(sql, table)}; {rest}")]

    def _dropped(self, table: Table, columns: list[Column]) -> list[Note]:
        groups: dict[str, list[str]] = {}
        for column in columns:
            effect = self._planned("", table, _without(table, [column.name])).effect
            groups.setdefault(effect, []).append(column.name)
        notes = [
            Note(
                f"drop of {listed(names)}", f"{effect} The values are lost: a release after the last code that uses it."
            )
            for effect, names in groups.items()
        ]
        effect = self._predicted(f"DROP TABLE {self.writer.table_name(table)}", table)
        notes.append(Note(f"drop of the table {code(table.name)}", f"{effect}. Its rows are lost."))
        return notes


def _script(plan: Plan) -> tuple[Told, ...]:
    steps: list[Told] = []
    inside = False
    for step in [*plan.steps, None]:
        if inside != (step is not None and step.transaction is not None):
            inside = not inside
            steps.append(Told("BEGIN;", "one transaction") if inside else Told("COMMIT;", "all or nothing"))
        if step is not None:
            steps.append(Told(f"{step.sql};", step.note))
    return tuple(steps)


def _rebuilds(plan: Plan) -> bool:
    return any(step.sql.startswith("PRAGMA foreign_keys") or " RENAME TO " in step.sql for step in plan.steps)


def _without(table: Table, names: list[str]) -> Table:
    """The table without columns and what stands on them."""

    def apart(columns: Sequence[str | None]) -> bool:
        return not set(columns) & set(names)

    def unnamed(text: str | None) -> bool:
        return text is None or not any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in names)

    return replace(
        table,
        columns=[one for one in table.columns if one.name not in names and unnamed(one.generated)],
        uniques=[one for one in table.uniques if apart(one.columns)],
        checks=[one for one in table.checks if unnamed(one.expression)],
        foreign_keys=[one for one in table.foreign_keys if apart(one.columns)],
        indexes=[
            one
            for one in table.indexes
            if apart(one.columns) and unnamed(one.where) and all(unnamed(key.expression) for key in one.keys)
        ],
    )


def _with(table: Table, column: Column) -> Table:
    """The table without what stands on the column, and with the column itself as the last one."""
    bare = _without(table, [column.name])
    return replace(bare, columns=[*bare.columns, column])


def _exchanged(table: Table, old: Column, new: Column) -> Table:
    return replace(table, columns=[new if one is old else one for one in table.columns])
