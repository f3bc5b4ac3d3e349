"""Migration notes for PostgreSQL: every statement is put to the predictor, on this schema without what it adds."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from backend_data_model.engines.postgresql.ddl import PostgreSQLWriter, render_ddl
from backend_data_model.engines.postgresql.read_parse import parse
from backend_data_model.migrations.notes.effects import in_words
from backend_data_model.migrations.notes.note import Note, Section, Told, code, listed, render_notes, triggers_by_table
from backend_data_model.migrations.postgresql.predict import Known, predict
from backend_data_model.migrations.postgresql.predict.script import predict_script

if TYPE_CHECKING:
    from backend_data_model.migrations.effect import Effect
    from backend_data_model.model.schema import Check, Column, ForeignKey, Index, Schema, Table, Unique
    from backend_data_model.model.settings import DesignSettings

_OPENING = (
    "schema.sql makes an empty database. These notes say what happens to each table once it has rows: what is said of a"
    " statement is predicted for this version and this schema.",
    "Before every step: `SET lock_timeout = '2s';`, and again a little later when it strikes. A statement that waits "
    "for a strong lock makes every later query wait behind it. Each statement below is a transaction of its own.",
    "`bdm plan schema.sql NEW` writes the steps of a change with their undo; `bdm rehearse` tries them on many rows.",
)
_INVALID = "If a CONCURRENTLY fails, drop the INVALID index and try again."
_FILL = "fill the old rows in batches that commit, and look that none is left"
_LONGEST_NAME = 60
_NOT_NULL_NOT_VALID = 18


def render_migration_notes(schema: Schema, settings: DesignSettings) -> str:
    """`migration-notes.md`."""
    notes = _Notes(schema, settings)
    sections = [notes.table(table) for table in schema.tables]
    title = f"Migration notes: PostgreSQL {schema.version or ''}".strip()
    return render_notes(title, (*_OPENING, _INVALID), sections)


class _Notes:
    def __init__(self, schema: Schema, settings: DesignSettings) -> None:
        self.schema = schema
        self.version = settings.version_tuple[0]
        self.writer = PostgreSQLWriter(schema, replace(settings, comments=False))
        self.triggers = triggers_by_table(schema)
        self.by_name = {table.qualified_name: table for table in schema.tables}
        self.known = Known(render_ddl(schema, replace(settings, comments=False)), self.version, assumes=False)
        self.types = "\n".join(self.writer.types())

    def table(self, table: Table) -> Section:
        key = table.primary_key.columns if table.primary_key else []
        section = Section(f"Table {code(self.writer.table_name(table))}")
        around = self._around(table)
        section.added += [self._column(table, one, around) for one in table.columns if one.name not in key]
        section.added += [self._unique(table, unique, around) for unique in table.uniques]
        section.added += [self._check(table, check, around) for check in table.checks]
        section.added += [self._foreign_key(table, one, around) for one in table.foreign_keys]
        section.added += [self._index(table, index, around) for index in table.indexes]
        for trigger in self.triggers.get(table.name, ()):
            section.added.append(Note(f"trigger {code(trigger.name)}", in_words(self._on_all(trigger.definition))))
        if table.row_security:
            section.added.append(self._row_security(table))
        columns = [column for column in table.columns if column.name not in key]
        section.changed += [*self._required_later(table, columns, around), *self._retyped(table)]
        section.changed += [*self._renamed(table, columns), *self._dropped(table, columns)]
        return section

    def _around(self, table: Table) -> str:
        """The table with its parents: what the effect of adding something to it depends on."""
        names = dict.fromkeys(
            f"{key.ref_schema}.{key.ref_table}" if key.ref_schema else key.ref_table for key in table.foreign_keys
        )
        parents = [self.by_name[name] for name in names if name in self.by_name and name != table.qualified_name]
        made = [self.writer.create_table(replace(parent, foreign_keys=[]), set()) for parent in parents]
        made.append(self.writer.create_table(table, set()))
        made += [self.writer.index(one, index) for one in (*parents, table) for index in one.indexes]
        schemas = {one.schema for one in (*parents, table) if one.schema}
        made[:0] = [f"CREATE SCHEMA {self.writer.quote(name)};" for name in sorted(schemas)]
        return "\n".join([self.types, *made])

    def _without(self, around: str, removal: str) -> Known:
        """What is known of the table after `removal`, which takes away what is going to be added."""
        known = Known(around, self.version, assumes=False)
        predict_script(removal, known)
        return known

    def _told(self, known: Known, statements: list[str]) -> tuple[Told, ...]:
        """The statements in order, each on what the one before leaves."""
        found = predict_script("\n".join(statements), known)
        return tuple(Told(sql, in_words(one.effect)) for sql, one in zip(statements, found, strict=True))

    def _on_all(self, sql: str) -> Effect:
        """The effect on the whole schema as it is."""
        return _effect(sql, self.known)

    def _alter(self, table: Table, action: str) -> str:
        return f"ALTER TABLE {self.writer.table_name(table)} {action};"

    def _column(self, table: Table, column: Column, around: str) -> Note:
        quoted = self.writer.quote(column.name)
        removal = self._alter(table, f"DROP COLUMN {quoted} CASCADE")
        whole = self._alter(table, f"ADD COLUMN {quoted} {column.type} {self.writer.column_options(table, column)}")
        whole = whole.replace(" ;", ";")
        known = self._without(around, removal)
        plain = _effect(whole, known)
        filled = column.default or column.generated or column.identity or column.nullable
        label = f"column {code(column.name)}"
        if filled and not plain.works:
            return Note(label, "at once.", (Told(whole, in_words(plain)),))
        if column.generated or column.identity:
            effect = (
                f"{in_words(plain)}. No form of it is free: add a plain column and fill it, or wait for a quiet hour."
            )
            return Note(label, effect)
        start = [self._alter(table, f"ADD COLUMN {quoted} {column.type}")]
        if column.default:
            start.append(self._alter(table, f"ALTER COLUMN {quoted} SET DEFAULT {column.default}"))
        steps = [*start, *self._require(table, column)]
        told = self._told(known, steps)
        effect = in_words(plain) if filled else "as it stands it is refused, since old rows have no value"
        told = (*told[: len(start)], Told(None, _FILL), *told[len(start) :])
        return Note(label, f"{effect}. In its place:", told)

    def _require(self, table: Table, column: Column) -> list[str]:
        """NOT NULL without a scan under a strong lock: as a constraint of its own since 18, through a CHECK before."""
        if column.nullable:
            return []
        quoted = self.writer.quote(column.name)
        name = self.writer.quote(f"check_{table.name}_{column.name}_not_null"[:_LONGEST_NAME])
        if self.version >= 18:
            constraint = f"ADD CONSTRAINT {name} NOT NULL {quoted} NOT VALID"
            return [self._alter(table, constraint), self._alter(table, f"VALIDATE CONSTRAINT {name}")]
        actions = (
            f"ADD CONSTRAINT {name} CHECK ({quoted} IS NOT NULL) NOT VALID",
            f"VALIDATE CONSTRAINT {name}",
            f"ALTER COLUMN {quoted} SET NOT NULL",
            f"DROP CONSTRAINT {name}",
        )
        return [self._alter(table, action) for action in actions]

    def _constraint(self, table: Table, kind: str, name: str | None, around: str, plain: str, safe: list[str]) -> Note:
        removal = self._alter(table, f"DROP CONSTRAINT {self.writer.quote(name or '')}")
        known = self._without(around, removal)
        effect = in_words(_effect(plain, known))
        return Note(f"{kind} {code(name or '')}", f"{effect}. In its place:", self._told(known, safe))

    def _unique(self, table: Table, unique: Unique, around: str) -> Note:
        name, columns = self.writer.quote(unique.name or ""), self.writer.names(unique.columns)
        nulls = " NULLS NOT DISTINCT" if unique.nulls_not_distinct else ""
        target = self.writer.table_name(table)
        safe = [
            f"CREATE UNIQUE INDEX CONCURRENTLY {name} ON {target} ({columns}){nulls};",
            self._alter(table, f"ADD CONSTRAINT {name} UNIQUE USING INDEX {name}"),
        ]
        plain = self._alter(table, f"ADD {self.writer.unique(unique)}")
        return self._constraint(table, "unique key", unique.name, around, plain, safe)

    def _check(self, table: Table, check: Check, around: str) -> Note:
        return self._validated(table, "check", check.name, around, self.writer.check(check))

    def _foreign_key(self, table: Table, key: ForeignKey, around: str) -> Note:
        return self._validated(table, "foreign key", key.name, around, self.writer.foreign_key(key, "    "))

    def _validated(self, table: Table, kind: str, name: str | None, around: str, definition: str) -> Note:
        safe = [
            self._alter(table, f"ADD {definition} NOT VALID"),
            self._alter(table, f"VALIDATE CONSTRAINT {self.writer.quote(name or '')}"),
        ]
        return self._constraint(table, kind, name, around, self._alter(table, f"ADD {definition}"), safe)

    def _index(self, table: Table, index: Index, around: str) -> Note:
        removal = f"DROP INDEX {self.writer.quote(index.name or '')};"
        plain = self.writer.index(table, index)
        known = self._without(around, removal)
        effect = in_words(_effect(plain, known))
        safe = re.sub(r"\bINDEX ", "INDEX CONCURRENTLY ", plain, count=1)
        return Note(f"index {code(index.name or '')}", f"{effect}. In its place:", self._told(known, [safe]))

    def _row_security(self, table: Table) -> Note:
        steps = [self.writer.policy(policy) for policy in self.writer.policies.get(table.name, ())]
        steps.append(self._alter(table, "ENABLE ROW LEVEL SECURITY"))
        if table.force_row_security:
            steps.append(self._alter(table, "FORCE ROW LEVEL SECURITY"))
        effect = (
            "policies first; from ENABLE on a session without the setting of its tenant sees no row, so that the"
            " application must set it before."
        )
        return Note("row-level security", effect, tuple(Told(sql, in_words(self._on_all(sql))) for sql in steps))

    def _required_later(self, table: Table, columns: list[Column], around: str) -> list[Note]:
        nullable = [column for column in columns if column.nullable and not column.generated]
        if not nullable:
            return []
        first = nullable[0]
        plain = in_words(self._on_all(self._alter(table, f"ALTER COLUMN {self.writer.quote(first.name)} SET NOT NULL")))
        steps = self._require(table, replace(first, nullable=False))
        names = listed([column.name for column in nullable])
        told = self._told(self._without(around, ""), steps)
        return [Note(f"NOT NULL on {names}", f"{plain}. In its place, as for the first:", told)]

    def _retyped(self, table: Table) -> list[Note]:
        notes = []
        for column in table.columns:
            for wanted in _next_types(column):
                sql = self._alter(table, f"ALTER COLUMN {self.writer.quote(column.name)} TYPE {wanted}")
                effect = self._on_all(sql)
                label = f"{code(column.name)} from {column.type} to {wanted}"
                if effect.works:
                    switch = "In its place a second column, a trigger that writes both, a backfill and a switch."
                    notes.append(Note(label, f"{in_words(effect)}. {switch}"))
                else:
                    notes.append(Note(label, "at once.", (Told(sql, in_words(effect)),)))
        return notes

    def _renamed(self, table: Table, columns: list[Column]) -> list[Note]:
        if not columns:
            return []
        name = self.writer.quote(columns[0].name)
        effect = in_words(self._on_all(self._alter(table, f"RENAME COLUMN {name} TO {name}")))
        rest = "but running code that uses the old name fails: add, write both, fill, switch, drop a release later."
        return [Note("rename of a column or of the table", f"{effect}, {rest}")]

    def _dropped(self, table: Table, columns: list[Column]) -> list[Note]:
        groups: dict[str, list[str]] = {}
        for column in columns:
            effect = self._on_all(self._alter(table, f"DROP COLUMN {self.writer.quote(column.name)}"))
            groups.setdefault(in_words(effect), []).append(column.name)
        notes = [
            Note(
                f"drop of {listed(names)}",
                f"{effect}. The values are lost: a release after the last code that uses it.",
            )
            for effect, names in groups.items()
        ]
        name = self.writer.table_name(table)
        referring = [other.name for other in self.schema.tables if other is not table and _refers(other, table)]
        whole = in_words(self._on_all(f"DROP TABLE {name} CASCADE;"))
        first = f" Drop the foreign keys of {listed(referring)} first." if referring else ""
        notes.append(Note(f"drop of the table {code(name)}", f"{whole}. Its rows are lost.{first}"))
        return notes


def _effect(sql: str, known: Known) -> Effect:
    return predict(parse(sql).stmts[-1].stmt, known)


def _refers(other: Table, table: Table) -> bool:
    return any((key.ref_schema or None, key.ref_table) == (table.schema, table.name) for key in other.foreign_keys)


_SIZED = re.compile(
    r"(?P<kind>varchar|character varying)\((?P<length>\d+)\)|numeric\((?P<digits>\d+),\s*(?P<scale>\d+)\)", re.I
)
_WIDER = {"smallint": "integer", "integer": "bigint", "int": "bigint", "timestamp": "timestamptz", "json": "jsonb"}


def _next_types(column: Column) -> list[str]:
    """The types that a column of this one is most often changed to: wider ones, and those without a limit."""
    if column.generated:
        return []
    sized = _SIZED.fullmatch(column.type)
    if sized and sized["kind"]:
        return [f"{sized['kind']}({int(sized['length']) * 2})", "text"]
    if sized:
        return [f"numeric({int(sized['digits']) + 4},{sized['scale']})"]
    wider = _WIDER.get(column.type.lower())
    return [wider] if wider else []
