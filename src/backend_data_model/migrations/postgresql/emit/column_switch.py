"""Changes of type that would write the table under a lock: a second column takes over instead.

Prepare: the second column, a trigger that keeps it equal, the backfill, its NOT NULL, indexes and checks.  Switch: one
short transaction that renames both and moves keys, defaults and foreign keys over.  Contract: the old column goes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from backend_data_model.migrations.postgresql.catalog.objects import (
    Column,
    Comment,
    Constraint,
    Default,
    Index,
    Kind,
    Privileges,
    Ref,
    SequenceOwner,
)
from backend_data_model.migrations.postgresql.emit import columns, enum_switch, indexes, privileges, sequences
from backend_data_model.migrations.postgresql.emit.backfill import backfill
from backend_data_model.migrations.postgresql.emit.draft import Draft
from backend_data_model.migrations.postgresql.emit.names import bare, literal, schema_of, sibling, unquoted, with_suffix
from backend_data_model.migrations.postgresql.emit.substitute import with_columns
from backend_data_model.migrations.postgresql.switches import carried
from backend_data_model.migrations.postgresql.type_changes import cast_expression, is_lossless

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.emit.draft import Context

_TRIGGER = '"~bdm_sync"'


def _second(name: str) -> str:
    return with_suffix(name, "_bdm_new")


def _first(name: str) -> str:
    return with_suffix(name, "_bdm_old")


class TableSwitch:
    """The statements for all switched columns of one table."""

    def __init__(self, table: str, context: Context) -> None:
        self.table, self.context = table, context
        pairs = [(context.old.get(ref, Column), context.new.get(ref, Column)) for ref in context.switched[table]]
        self.pairs = [(old, new) for old, new in pairs if old and new]
        self.second = {old.ref.name: _second(old.ref.name) for old, _ in self.pairs}
        self.items = [(context.old.objects[ref], context.new.objects[ref]) for ref in carried(table, context)]
        self.function = sibling(table, with_suffix(bare(table), "_bdm_sync"))

    def prepare(self) -> list[Draft]:
        """Everything that can be done while the old column serves."""
        drafts = [self._add(new) for _, new in self.pairs]
        drafts += [*self._trigger(), self._backfill()]
        for _, new in self.pairs:
            if new.not_null:
                ref = Ref(Kind.COLUMN, self.second[new.ref.name], self.table)
                drafts += columns.not_null(replace(new, ref=ref), self.context)
        for _, item in self.items:
            if isinstance(item, Index):
                definition = self._substituted(item.definition)
                drafts += indexes.create(replace(item, definition=definition), self.context, self._temporary(item))
            elif isinstance(item, Constraint):
                drafts += self._prepared(item)
        for ref in self.context.early_checks.get(self.table, ()):
            if check := self.context.new.get(ref, Constraint):
                drafts += self._prepared(check, ref.name)
        names = ", ".join(self.second.values())
        note = "The planner knows the values of the new column before it is used."
        drafts.append(Draft(f"ANALYZE {self.table} ({names})", note, undo="", duration="grows with the rows"))
        return drafts

    def _add(self, new: Column) -> Draft:
        name = self.second[new.ref.name]
        plain = replace(new, ref=Ref(Kind.COLUMN, name, self.table), not_null=False, identity=None)
        return Draft(
            f"ALTER TABLE {self.table} ADD COLUMN {columns.column_definition(plain, None)}",
            f"{new.ref.name} becomes {new.type} by way of a second column.",
            undo=f"ALTER TABLE {self.table} DROP COLUMN {name}",
        )

    def _expression(self, old: Column, new: Column, row: str = "") -> str:
        if given := self.context.using.get(new.ref):
            return f"(SELECT {given} FROM (SELECT NEW.*) AS old_row)" if row else f"({given})"
        forced = new.type if new.type.removesuffix("[]") in self.context.retyped else None
        if forced:
            return f"{row}{old.ref.name}::text::{forced}"
        return cast_expression(f"{row}{old.ref.name}", old, new) or f"{row}{old.ref.name}"

    def _trigger(self) -> list[Draft]:
        sets = " ".join(
            f"NEW.{self.second[old.ref.name]} := {self._expression(old, new, 'NEW.')};" for old, new in self.pairs
        )
        return [
            Draft(
                f"CREATE FUNCTION {self.function}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$bdm$ BEGIN {sets} RETURN NEW; END $bdm$",
                "Computes the new value from the old one.",
                undo=f"DROP FUNCTION {self.function}()",
            ),
            Draft(self._create_trigger(), "Every row written from now on has both.", undo=self._drop_trigger()),
        ]

    def _create_trigger(self) -> str:
        return (
            f"CREATE TRIGGER {_TRIGGER} BEFORE INSERT OR UPDATE ON {self.table} FOR EACH ROW "
            f"EXECUTE FUNCTION {self.function}()"
        )

    def _drop_trigger(self) -> str:
        return f"DROP TRIGGER {_TRIGGER} ON {self.table}"

    def _backfill(self) -> Draft:
        left = " OR ".join(
            f"({self.second[old.ref.name]} IS NULL AND {old.ref.name} IS NOT NULL)" for old, _ in self.pairs
        )
        assignments = {self.second[old.ref.name]: self._expression(old, new) for old, new in self.pairs}
        return backfill(self.table, assignments, left, self.context)

    def _substituted(self, definition: str) -> str:
        head, using, tail = definition.partition(" USING ")
        return head + using + with_columns(tail, self.second)

    def _temporary(self, item: Constraint | Index) -> str:
        return with_suffix(bare(item.ref.name), "_bdm_new")

    def _prepared(self, item: Constraint, name: str | None = None) -> list[Draft]:
        name = name or self._temporary(item)
        if item.type in "pu" and item.index:
            index = Ref(Kind.INDEX, sibling(self.table, name), self.table)
            key = Index(index, self._substituted(item.index), unique=True, valid=True)
            return indexes.create(key, self.context, name)
        if item.type != "c":
            return []
        definition = with_columns(_unvalidated(item), self.second)
        add = Draft(
            f"ALTER TABLE {self.table} ADD CONSTRAINT {name} {definition} NOT VALID",
            f"Check {item.ref.name} for the second column.",
            undo=f"ALTER TABLE {self.table} DROP CONSTRAINT {name}",
        )
        return [add, *([columns.validate(self.table, name)] if item.validated and item.enforced else [])]

    def switch(self) -> list[Draft]:
        """One transaction: from here on the name stands for the new column."""
        keys = [old for old, _ in self.items if isinstance(old, Constraint) and old.type == "f"]
        # One whose ends are both switched goes with the first of them, and comes back with its undo.
        drafts = [self._drop_key(old) for old in keys if old.ref not in self.context.released]
        self.context.released.update(old.ref for old in keys)
        undo = f"{self._create_trigger()}"
        drafts.append(Draft(self._drop_trigger(), "The second column takes over.", undo=undo))
        sync = self._trigger()[0].sql
        drafts.append(Draft(f"DROP FUNCTION {self.function}()", "It has done its work.", undo=sync))
        for old, _ in self.items:
            if isinstance(old, Constraint) and old.type != "f":
                drafts.append(self._drop_key(old))
            elif isinstance(old, Index):
                undo = self._aside(old.definition)
                drafts.append(Draft(f"DROP INDEX {old.ref.name}", "Its successor is ready.", undo=undo))
        for old, new in self.pairs:
            drafts += self._rename(old, new)
        for old, item in self.items:
            drafts += self._taken_over(old, item)
        for _, new in self.pairs:
            drafts += columns.options(None, new)
        drafts += self._described()
        for draft in drafts:
            draft.together = f"switch {self.table}"
            draft.phase = "migrate"
        return drafts

    def _drop_key(self, old: Constraint) -> Draft:
        state = " NOT VALID" if old.type == "f" and " NOT VALID" not in old.definition else ""
        return Draft(
            f"ALTER TABLE {old.ref.of} DROP CONSTRAINT {old.ref.name}",
            f"{old.ref.name} is made again for the new column.",
            undo=f"ALTER TABLE {old.ref.of} ADD CONSTRAINT {old.ref.name} {self._aside(old.definition)}{state}"
            + (f"; ALTER TABLE {old.ref.of} VALIDATE CONSTRAINT {old.ref.name}" if state and old.validated else ""),
        )

    def _is_switched_elsewhere(self, key: Constraint) -> bool:
        """Whether both ends of a foreign key are switched, each with its table."""
        return key.type == "f" and any(
            table != self.table and key.ref in carried(table, self.context) for table in self.context.switched
        )

    def _rename(self, old: Column, new: Column) -> list[Draft]:
        table, name = self.table, old.ref.name
        first, second = _first(name), self.second[name]
        alter = f"ALTER TABLE {table} ALTER COLUMN"
        drafts = []
        default = self.context.old.get(Ref(Kind.DEFAULT, name, table), Default)
        if default:
            undo = f"{alter} {name} SET DEFAULT {self._aside(default.expression)}"
            drafts.append(Draft(f"{alter} {name} DROP DEFAULT", "The new column has the default.", undo=undo))
        if old.identity and new.identity:
            drafts.append(self._move_identity(old, new))
        elif old.identity:
            undo = f"{alter} {name} ADD {columns.identity_clause(old.identity)}"
            drafts.append(Draft(f"{alter} {name} DROP IDENTITY", "No longer numbered by the engine.", undo=undo))
        if old.not_null:
            undo = f"{alter} {name} SET NOT NULL"
            drafts.append(Draft(f"{alter} {name} DROP NOT NULL", "The old column is no longer written.", undo=undo))
        for before, after in ((name, first), (second, name)):
            ways = ((before, after), (after, before))
            rename = [f"ALTER TABLE {table} RENAME COLUMN {one} TO {two}" for one, two in ways]
            if before == name and (values := self._taken_back(old, new)):
                rename[1] += f"; {values}"
            drafts.append(Draft(rename[0], f"{before} is {after} from here on.", undo=rename[1]))
        drafts[
            -1
        ].backward_incompatible = (
            f"prepared statements and code that take {table}.{name} for {old.type} have to read {new.type}"
        )
        return drafts

    def _taken_back(self, old: Column, new: Column) -> str | None:
        """The UPDATE that gives the old column what was written after the switch; None where no cast leads back."""
        if new.ref in self.context.using:
            return None
        name, second = old.ref.name, self.second[old.ref.name]
        if self._old_type(old) != old.type:
            value = f"{second}::text::{self._old_type(old)}"
        else:
            value = cast_expression(second, new, old) or second
        return f"UPDATE {self.table} SET {name} = {value} WHERE {name}::text IS DISTINCT FROM ({value})::text"

    def _aside(self, sql: str) -> str:
        return enum_switch.with_aside(sql, self.context.retyped)

    def _old_type(self, old: Column) -> str:
        """The type of the old column as long as it is there."""
        return self._aside(f"::{old.type}").removeprefix("::")

    def _keeps_all(self, old: Column, new: Column) -> bool:
        """Whether no value can be lost: a text that is no label of an enum ends the backfill with an error."""
        element = new.type.removesuffix("[]")
        is_enum = Ref(Kind.ENUM, element) in self.context.new.objects and element not in self.context.retyped
        return is_lossless(old.type, new.type) or (is_enum and is_lossless(old.type, "text"))

    def _move_identity(self, old: Column, new: Column) -> Draft:
        table, name = self.table, old.ref.name
        assert old.identity
        assert new.identity
        schema = literal(unquoted(schema_of(table)))

        def moved(source: str, target: str, clause: str) -> str:
            sequence = f"pg_get_serial_sequence({literal(table)}, {literal(unquoted(source))})"
            after = f"pg_get_serial_sequence({literal(table)}, {literal(unquoted(target))})"
            return (
                f"DO $bdm$ DECLARE place bigint := nextval({sequence}); own text := (SELECT relname FROM pg_class "
                f"WHERE oid = {sequence}::regclass); BEGIN ALTER TABLE {table} ALTER COLUMN {source} DROP IDENTITY; "
                f"ALTER TABLE {table} ALTER COLUMN {target} ADD {clause}; PERFORM setval({after}, place, false); "
                f"IF {after}::regclass <> coalesce(to_regclass(format('%I.%I', {schema}, own)), 0) "
                f"THEN EXECUTE format('ALTER SEQUENCE %s RENAME TO %I', {after}, own); END IF; END $bdm$"
            )

        second = self.second[name]
        return Draft(
            moved(name, second, columns.identity_clause(new.identity)),
            f"The numbering of {name} goes on in the new column.",
            undo=moved(second, name, columns.identity_clause(old.identity)),
        )

    def _taken_over(self, old: object, item: object) -> list[Draft]:
        table = self.table
        match item:
            case Default():
                alter = f"ALTER TABLE {table} ALTER COLUMN {item.ref.name}"
                sql = f"{alter} SET DEFAULT {item.expression}"
                return [Draft(sql, "For new rows.", undo=f"{alter} DROP DEFAULT")]
            case SequenceOwner():
                drafts = sequences.create_owner(item, self.context)
                if isinstance(old, SequenceOwner):
                    first = _first(old.column.removeprefix(f"{table}."))
                    drafts[0].undo = f"ALTER SEQUENCE {item.ref.name} OWNED BY {table}.{first}"
                return drafts
            case Index():
                temporary = sibling(item.ref.name, self._temporary(item))
                undo = f"ALTER INDEX {item.ref.name} RENAME TO {self._temporary(item)}"
                sql = f"ALTER INDEX {temporary} RENAME TO {bare(item.ref.name)}"
                return [Draft(sql, f"{item.ref.name} serves the new column.", undo=undo)]
            case Constraint() if item.type in "pu":
                kind = "PRIMARY KEY" if item.type == "p" else "UNIQUE"
                sql = f"ALTER TABLE {table} ADD CONSTRAINT {item.ref.name} {kind} USING INDEX {self._temporary(item)}"
                undo = f"ALTER TABLE {table} DROP CONSTRAINT {item.ref.name}"
                return [Draft(sql, f"{item.ref.name} holds for the new column.", undo=undo)]
            case Constraint() if item.type == "c":
                forms = [(self._temporary(item), item.ref.name), (item.ref.name, self._temporary(item))]
                rename = [f"ALTER TABLE {table} RENAME CONSTRAINT {one} TO {two}" for one, two in forms]
                return [Draft(rename[0], f"{item.ref.name} holds for the new column.", undo=rename[1])]
            case Constraint() if item.type == "f" and not (item.ref.of != table and self._is_switched_elsewhere(item)):
                add = f"ALTER TABLE {item.ref.of} ADD CONSTRAINT {item.ref.name} {_unvalidated(item)} NOT VALID"
                undo = f"ALTER TABLE {item.ref.of} DROP CONSTRAINT {item.ref.name}"
                return [Draft(add, f"{item.ref.name} holds for the new column; old rows are read later.", undo=undo)]
        return []

    def _described(self) -> list[Draft]:
        """Comments and privileges of what has been made again."""
        new = self.context.new
        again = {ref for ref in carried(self.table, self.context) if ref.kind in {Kind.INDEX, Kind.CONSTRAINT}}
        again |= set(self.context.switched[self.table])
        names = {old.ref.name for old, _ in self.pairs}
        drafts: list[Draft] = []
        needed_by = new.needed_by()
        for ref in new.in_order({ref for one in again for ref in needed_by.get(one, ())}):
            item = new.objects[ref]
            if isinstance(item, Comment):
                drafts += privileges.create_comment(item, self.context)
            elif isinstance(item, Privileges):
                grants = frozenset(grant for grant in item.grants if grant.column in names)
                own = replace(item, grants=grants, born_with=frozenset(), owner_reads=True)
                drafts += privileges.create(own, self.context)
        return drafts

    def _described_before(self, column: Column, name: str) -> list[str]:
        """The comment and the privileges of an old column, for its return under a name for the time of the switch."""
        old = self.context.old
        drafts: list[Draft] = []
        for ref in old.in_order(old.needed_by().get(column.ref, ())):
            item = old.objects[ref]
            if isinstance(item, Comment):
                said = replace(item, ref=Ref(Kind.COMMENT, f"COLUMN {self.table}.{name}"))
                drafts += privileges.create_comment(said, self.context)
            elif isinstance(item, Privileges):
                grants = frozenset(replace(one, column=name) for one in item.grants if one.column == column.ref.name)
                own = replace(item, grants=grants, born_with=frozenset(), owner_reads=True)
                drafts += privileges.create(own, self.context)
        return [draft.sql for draft in drafts]

    def settle(self) -> list[Draft]:
        """The foreign keys are validated beside the traffic."""
        keys = [item for _, item in self.items if isinstance(item, Constraint) and item.type == "f"]
        drafts = []
        for key in keys:
            if key.validated and key.enforced and not (key.ref.of != self.table and self._is_switched_elsewhere(key)):
                drafts.append(columns.validate(key.ref.of, key.ref.name))
                drafts[-1].phase = "migrate"
        return drafts

    def contract(self) -> list[Draft]:
        """Later, in a release of its own, the old column goes."""
        drafts = []
        for old, new in self.pairs:
            first = _first(old.ref.name)
            ref = Ref(Kind.COLUMN, first, self.table)
            plain = replace(old, ref=ref, type=self._old_type(old), not_null=False, identity=None)
            loses = f"what of {self.table}.{old.ref.name} does not fit into {new.type}"
            add = f"ALTER TABLE {self.table} ADD COLUMN {columns.column_definition(plain, None)}"
            drafts.append(
                Draft(
                    f"ALTER TABLE {self.table} DROP COLUMN {first}",
                    f"The old form of {old.ref.name} ({old.type}) goes; until then the change can be taken back.",
                    phase="contract",
                    undo="; ".join([add, *self._described_before(old, first)]),
                    loses_data=None if self._keeps_all(old, new) else loses,
                )
            )
        return drafts


def _unvalidated(item: Constraint) -> str:
    return item.definition.removesuffix(" NOT VALID")
