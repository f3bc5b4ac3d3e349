"""Migration notes for MySQL: every statement is put to the predictor of online DDL, on this schema and version."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.ddl import FIRST_WITH_CHECKS, MySQLWriter, render_ddl
from backend_data_model.engines.split import Statement, split_statements
from backend_data_model.migrations.mysql.online_tools import Copied, tool_command
from backend_data_model.migrations.mysql.predict import Predictor
from backend_data_model.migrations.mysql.target import target_of
from backend_data_model.migrations.notes.effects import WAITING, in_words
from backend_data_model.migrations.notes.note import Note, Section, Told, code, listed, render_notes, triggers_by_table
from backend_data_model.model.position import Position

if TYPE_CHECKING:
    from backend_data_model.migrations.mysql.predict import Prediction
    from backend_data_model.model.schema import Column, ForeignKey, Schema, Table
    from backend_data_model.model.settings import DesignSettings

_OPENING = (
    "schema.sql makes an empty database. These notes say what happens to each table once it has rows: what is said of a"
    " statement is told from the manual's tables of online DDL for this version and this schema; nothing was run.",
    "Before every step: `SET SESSION lock_wait_timeout = 2;`, and again a little later when it strikes (error 1205). "
    "Even an INSTANT change waits for the metadata lock behind open transactions, and later queries wait behind it.",
    "Each statement commits by itself and names its ALGORITHM, so that the server refuses rather than copies. The "
    "command lines read `DB_HOST`, `DB_USER` and `DB_NAME`, and the tool asks for the password.",
)


def render_migration_notes(schema: Schema, settings: DesignSettings) -> str:
    """`migration-notes.md`."""
    notes = _Notes(schema, settings)
    sections = [notes.table(table) for table in schema.tables]
    opening = (*_OPENING, notes.row_versions) if notes.target.has_instant else _OPENING
    return render_notes(f"Migration notes: MySQL {schema.version or ''}".strip(), opening, sections)


class _Notes:
    def __init__(self, schema: Schema, settings: DesignSettings) -> None:
        bare = replace(settings, comments=False)
        self.schema = schema
        self.writer = MySQLWriter(schema, bare)
        self.version = settings.version_tuple
        self.target = target_of(".".join(str(part) for part in settings.version_tuple))
        self.triggers = triggers_by_table(schema)
        self.predictor = Predictor(render_ddl(schema, bare), self.target)

    @property
    def row_versions(self) -> str:
        """The limit of INSTANT changes of columns."""
        return (
            f"A table takes {self.target.row_versions} INSTANT additions and drops of columns; after that it must be"
            " rebuilt (`TOTAL_ROW_VERSIONS` in `INFORMATION_SCHEMA.INNODB_TABLES` counts them)."
        )

    def table(self, table: Table) -> Section:
        key = table.primary_key.columns if table.primary_key else []
        columns = [column for column in table.columns if column.name not in key]
        section = Section(f"Table {code(table.name)}")
        section.added += [self._column(table, column) for column in columns]
        for unique in table.uniques:
            section.added.append(
                self._plain(table, f"unique key {code(unique.name or '')}", self.writer.unique(unique))
            )
        if table.checks and self.version >= FIRST_WITH_CHECKS:
            section.added.append(self._checks(table))
        for index in table.indexes:
            label = f"index {code(index.name or '')}"
            section.added.append(self._plain(table, label, self.writer.inline_index(index)))
        section.added += [self._foreign_key(table, foreign_key) for foreign_key in table.foreign_keys]
        for trigger in self.triggers.get(table.name, ()):
            found = self.predictor.foresee(_whole(trigger.definition))
            section.added.append(Note(f"trigger {code(trigger.name)}", _words(found)))
        section.changed += [*self._required_later(table, columns), *self._retyped(table)]
        section.changed += [*self._renamed(table, columns), *self._dropped(table, columns)]
        return section

    def _of(self, sql: str) -> Prediction:
        (part,) = split_statements(sql, "mysql")
        return self.predictor.foresee(part)

    def _alter(self, table: Table, action: str) -> str:
        return f"ALTER TABLE {self.writer.table_name(table)} {action}"

    def _told(self, sql: str) -> Told:
        """The statement with the ALGORITHM and LOCK that it needs."""
        found = self._of(sql)
        return Told(f"{found.safe or sql};", _words(found))

    def _copied_by(self, table: Table, action: str) -> Told:
        """The tool that copies the table beside the traffic."""
        unique = table.primary_key is not None or bool(table.uniques)
        referenced = any(key.ref_table == table.name for other in self.schema.tables for key in other.foreign_keys)
        triggers = bool(self.triggers.get(table.name))
        command, reason = tool_command(
            Copied(table.name, unique, bool(table.foreign_keys), referenced, triggers), action
        )
        return Told(None, f"beside the traffic: {' '.join(command.split())}" if command else reason)

    def _plain(self, table: Table, label: str, definition: str) -> Note:
        told = self._told(self._alter(table, f"ADD {definition}"))
        return Note(label, _sentence(told), (told,))

    def _column(self, table: Table, column: Column) -> Note:
        label = f"column {code(column.name)}"
        bare = f"ADD COLUMN {self.writer.quote(column.name)} {column.type}"
        whole = f"{bare} {self.writer.column_options(table, column)}".rstrip()
        told = self._told(self._alter(table, whole))
        online = self._of(self._alter(table, whole)).online
        empty = not (column.nullable or column.default or column.generated or column.identity)
        copies = online is not None and online.algorithm == "COPY"
        if empty or (copies and column.default):
            why = "old rows would get the implicit default of the type (0 or '')" if empty else told.effect
            nullable = self._alter(table, f"{bare} NULL")
            steps = [self._told(nullable)]
            if column.default:
                name = self.writer.quote(column.name)
                steps.append(self._told(self._alter(table, f"ALTER COLUMN {name} SET DEFAULT {column.default}")))
            steps.append(Told(None, "fill the old rows in batches that commit"))
            if not column.nullable:
                steps.append(self._required(table, column))
            return Note(label, f"{why}. In its place:", tuple(steps))
        if copies:
            return Note(label, f"{told.effect}.", (told, self._copied_by(table, whole)))
        return Note(label, _sentence(told), (told,))

    def _required(self, table: Table, column: Column) -> Told:
        """NOT NULL on the column as it is without: the schema is back at its own afterwards."""
        whole = self._alter(table, self._modified(table, replace(column, nullable=False)))
        loose = self._alter(table, self._modified(table, replace(column, nullable=True)))
        self.predictor.predict(*split_statements(loose, "mysql"))
        told = self._told(whole)
        own = whole if not column.nullable else loose
        self.predictor.predict(*split_statements(own, "mysql"))
        return told

    def _modified(self, table: Table, column: Column) -> str:
        options = self.writer.column_options(table, column)
        return f"MODIFY COLUMN {self.writer.quote(column.name)} {column.type} {options}".rstrip()

    def _checks(self, table: Table) -> Note:
        adds = [f"ADD {self.writer.check(check)}" for check in table.checks]
        plain = self._told(self._alter(table, adds[0]))
        steps = [self._told(self._alter(table, f"{add} NOT ENFORCED")) for add in adds]
        names = listed([check.name or "" for check in table.checks])
        effect = (
            f"{plain.effect}. NOT ENFORCED binds nobody: it is enforced in a quiet hour (ALTER CHECK ... ENFORCED), or"
            " the table is copied with all of them."
        )
        return Note(f"check {names}", effect, (*steps, self._copied_by(table, ", ".join(adds))))

    def _foreign_key(self, table: Table, key: ForeignKey) -> Note:
        """With foreign_key_checks off no old row is looked at (manual, foreign key operations)."""
        add = f"ADD {' '.join(self.writer.foreign_key(key, ' ').split())}"
        plain = self._told(self._alter(table, add))
        (off, on) = (f"SET SESSION foreign_key_checks = {word}" for word in ("OFF", "ON"))
        self.predictor.predict(*split_statements(off, "mysql"))
        unchecked = self._told(self._alter(table, add))
        self.predictor.predict(*split_statements(on, "mysql"))
        steps = (
            Told(f"{off};", "old rows are not checked: look for those without a parent before and after"),
            unchecked,
            Told(f"{on};", "checked again from here"),
            self._copied_by(table, add),
        )
        return Note(f"foreign key {code(key.name or '')}", f"{plain.effect}. In its place, one of the two:", steps)

    def _required_later(self, table: Table, columns: list[Column]) -> list[Note]:
        nullable = [column for column in columns if column.nullable and not column.generated]
        if not nullable:
            return []
        told = self._required(table, nullable[0])
        names = listed([column.name for column in nullable])
        effect = f"{told.effect}. A NULL makes it fail in strict SQL mode: fill first. The first as an example:"
        return [Note(f"NOT NULL on {names}", effect, (told,))]

    def _retyped(self, table: Table) -> list[Note]:
        notes = []
        for column in table.columns:
            for wanted in _next_types(column):
                action = self._modified(table, replace(column, type=wanted))
                told = self._told(self._alter(table, action))
                prediction = self._of(self._alter(table, action))
                blocks = prediction.online is not None and prediction.online.blocks_writes
                steps = (self._copied_by(table, action),) if blocks else (told,)
                label = f"{code(column.name)} from {column.type} to {wanted}"
                notes.append(Note(label, f"{told.effect}. In its place:" if blocks else _sentence(told), steps))
        return notes

    def _renamed(self, table: Table, columns: list[Column]) -> list[Note]:
        if not columns:
            return []
        name = self.writer.quote(columns[0].name)
        action = f"RENAME COLUMN {name} TO {name}"
        if self.version < (8,):
            action = f"CHANGE COLUMN {name} {name} {columns[0].type} {self.writer.column_options(table, columns[0])}"
        effect = _words(self._of(self._alter(table, action.rstrip())))
        rest = "but running code that uses the old name fails: add, write both, fill, switch, drop a release later."
        return [Note("rename of a column or of the table", f"{effect}, {rest}")]

    def _dropped(self, table: Table, columns: list[Column]) -> list[Note]:
        groups: dict[str, list[str]] = {}
        for column in columns:
            found = self._of(self._alter(table, f"DROP COLUMN {self.writer.quote(column.name)}"))
            groups.setdefault(_words(found), []).append(column.name)
        notes = [
            Note(
                f"drop of {listed(names)}",
                f"{effect}. The values are lost: a release after the last code that uses it.",
            )
            for effect, names in groups.items()
        ]
        referring = [
            other.name
            for other in self.schema.tables
            if other is not table and any(key.ref_table == table.name for key in other.foreign_keys)
        ]
        effect = _words(self._of(f"DROP TABLE {self.writer.table_name(table)}"))
        first = f" Drop the foreign keys of {listed(referring)} first." if referring else ""
        notes.append(Note(f"drop of the table {code(table.name)}", f"{effect}. Its rows are lost.{first}"))
        return notes


def _whole(sql: str) -> Statement:
    """A trigger as one statement: the semicolons of its body end nothing."""
    return Statement(sql, Position(1, 1), 0)


def _words(found: Prediction) -> str:
    """ALGORITHM and LOCK, the work, and who waits."""
    online = found.online
    if found.effect.unknown:
        return f"not predicted: {found.effect.unknown}"
    if online is None:
        return in_words(replace(found.effect, transactional=True))
    work = "; writes every row anew" if online.rebuilds else "; builds its index" if online.builds else ""
    return f"ALGORITHM={online.algorithm}{work}; {WAITING[found.effect.hazard]}"


def _sentence(told: Told) -> str:
    return "at once." if "ALGORITHM=INSTANT" in told.effect else f"{told.effect}."


_SIZED = re.compile(r"varchar\((?P<length>\d+)\)|decimal\((?P<digits>\d+),\s*(?P<scale>\d+)\)", re.IGNORECASE)
_WIDER = {"tinyint": "int", "smallint": "int", "int": "bigint", "integer": "bigint", "text": "mediumtext"}


def _next_types(column: Column) -> list[str]:
    """The types that a column of this one is most often changed to; a varchar within 255 bytes, and beyond them."""
    if column.generated:
        return []
    sized = _SIZED.fullmatch(column.type)
    wider = _WIDER.get(column.type.lower())
    if sized and sized["length"]:
        wider = f"varchar({int(sized['length']) * 2})"
    elif sized:
        wider = f"decimal({int(sized['digits']) + 4},{sized['scale']})"
    if wider is None:
        return []
    return [wider.upper() if column.type.isupper() else wider]
