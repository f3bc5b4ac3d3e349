"""Columns that are split or merged: the new ones are computed beside the old, until a later release drops those.

The trigger carries a write of the old columns over to the new ones, and the other way where that way is given.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from backend_data_model.migrations.postgresql.catalog.objects import Column, Default, Kind, Ref
from backend_data_model.migrations.postgresql.emit import columns
from backend_data_model.migrations.postgresql.emit.backfill import backfill
from backend_data_model.migrations.postgresql.emit.draft import Context, Draft
from backend_data_model.migrations.postgresql.emit.names import literal
from backend_data_model.migrations.postgresql.online.sync import (
    changed,
    given,
    shared_default,
    taken_away,
    trigger_drafts,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backend_data_model.migrations.postgresql.catalog.catalog import Catalog
    from backend_data_model.migrations.postgresql.online.derivations import Group

# A backfill computes the new columns only; the trigger must not compute the old ones back from them.
_SETTING = "bdm.backfill"
_QUIET = f"PERFORM set_config('{_SETTING}', 'on', true); "


class DerivedColumns:
    """The statements for one group of columns of one table that depend on each other."""

    def __init__(self, group: Group, old: Catalog, new: Catalog) -> None:
        self.group, self.table, self.old, self.new = group, group.table, old, new
        self.context = Context(old, new)
        self.made = [column for name in group.forth if (column := new.get(self._ref(name), Column))]
        self.shared = {column.ref.name: shared_default(column, self._default(column)) for column in self.made}
        self.sync = self._sync()

    def _ref(self, name: str) -> Ref:
        return Ref(Kind.COLUMN, name, self.table)

    def _default(self, column: Column) -> Default | None:
        return self.new.get(Ref(Kind.DEFAULT, column.ref.name, self.table), Default)

    def expand(self) -> list[Draft]:
        """The new columns, filled in new rows by the trigger and in old ones by the backfill."""
        table = self.table
        names, sources = ", ".join(self.group.forth), ", ".join(self.group.sources)
        drafts: list[Draft] = []
        for column in self.made:
            plain = replace(column, not_null=False, identity=None, statistics=None, options=())
            drafts.append(
                Draft(
                    f"ALTER TABLE {table} ADD COLUMN {columns.column_definition(plain, None)}",
                    f"{column.ref.name} takes over from {sources}: for a time the table has old and new columns.",
                    undo=f"ALTER TABLE {table} DROP COLUMN {column.ref.name}",
                )
            )
            if default := self.shared[column.ref.name]:
                drafts.append(self._set_default(default))
        drafts += [*self.sync, self._backfill()]
        for column in self.made:
            if column.not_null:
                drafts += columns.not_null(column, self.context)
        one_way = [name for name in self.group.sources if name not in self.group.back]
        drafts += self._freed(one_way)
        note = f"From here on the new code can run beside the old: {names} and {sources} follow each other."
        if one_way:
            note = (
                f"From here on the new code can run beside the old: {names} follow {sources}. No way back is given for "
                f"{', '.join(one_way)}: the old code does not see what the new code writes."
            )
        ready = f"ANALYZE {table} ({names})"
        return [*drafts, Draft(ready, note, undo="", duration="grows with the rows")]

    def contract(self) -> list[Draft]:
        """The trigger goes; the planner drops the old columns after it, where the new schema does not have them."""
        message = literal(f"rows of {self.table} lack {', '.join(self.group.forth)}: run the backfill again")
        unfilled = f"EXISTS (SELECT FROM {self.table} WHERE {self._left()})"
        check = Draft(
            f"DO $bdm$ BEGIN IF {unfilled} THEN RAISE EXCEPTION USING MESSAGE = {message}; END IF; END $bdm$",
            "Stops here when a row has old values without new ones.",
            undo=self._filled_back(),
            duration="grows with the rows",
        )
        removed = taken_away(self.sync)
        for draft in removed:
            draft.backward_incompatible = f"what the old code writes no longer reaches {', '.join(self.group.forth)}"
        for column in self.made:
            default = self._default(column)
            if default and self.shared[column.ref.name] is None:
                removed.append(self._set_default(default))
        drafts = [*self._freed(self.group.back), check, *removed]
        for draft in removed:
            draft.together = f"derived {self.table} {self.made[0].ref.name}"
        for draft in drafts:
            draft.phase = "contract"
        return drafts

    def _set_default(self, default: Default) -> Draft:
        alter = f"ALTER TABLE {self.table} ALTER COLUMN {default.ref.name}"
        return Draft(f"{alter} SET DEFAULT {default.expression}", "For new rows.", undo=f"{alter} DROP DEFAULT")

    def _forth(self) -> str:
        row = ", ".join(f"NEW.{name} AS {name}" for name in self.group.sources)
        return " ".join(
            f"NEW.{name} := (SELECT {expression} FROM (SELECT {row}) AS old_row);"
            for name, expression in self.group.forth.items()
        )

    def _back(self) -> str:
        row = ", ".join(f"NEW.{name} AS {name}" for name in self.group.forth)
        said = " ".join(
            f"NEW.{name} := (SELECT {expression} FROM (SELECT {row}) AS new_row);"
            for name, expression in self.group.back.items()
        )
        return said or "NULL;"

    def _sync(self) -> list[Draft]:
        new_given = " OR ".join(given(one.ref.name, self.shared[one.ref.name], one.type) for one in self.made)
        new_changed = " OR ".join(changed(one.ref.name) for one in self.made)
        old_changed = " OR ".join(changed(name) for name in self.group.sources)
        forth, back = self._forth(), self._back()
        body = (
            f"IF current_setting('{_SETTING}', true) = 'on' THEN RETURN NEW; END IF; "
            f"IF TG_OP = 'INSERT' THEN IF {new_given} THEN {back} ELSE {forth} END IF; "
            f"ELSIF {new_changed} THEN {back} ELSIF {old_changed} THEN {forth} END IF;"
        )
        return trigger_drafts(self.table, self.made[0].ref.name, body)

    def _left(self) -> str:
        return " OR ".join(
            f"({name} IS NULL AND ({expression}) IS NOT NULL)" for name, expression in self.group.forth.items()
        )

    def _backfill(self) -> Draft:
        sets = {name: f"coalesce({name}, {expression})" for name, expression in self.group.forth.items()}
        return backfill(self.table, sets, self._left(), self.context, first=_QUIET)

    def _filled_back(self) -> str:
        """What fills the old columns again after they came back empty."""
        if not self.group.back:
            return ""
        left = " OR ".join(
            f"({name} IS NULL AND ({expression}) IS NOT NULL)" for name, expression in self.group.back.items()
        )
        sets = {name: f"coalesce({name}, {expression})" for name, expression in self.group.back.items()}
        return backfill(self.table, sets, left, self.context, first=_QUIET).sql

    def _freed(self, names: Iterable[str]) -> list[Draft]:
        """Old columns that the new code does not write and that nothing computes have to be optional."""
        drafts = []
        for name in names:
            column = self.old.get(self._ref(name), Column)
            kept = self._ref(name) in self.new.objects
            if column is None or kept or not column.not_null or column.identity:
                continue
            if Ref(Kind.DEFAULT, name, self.table) in self.old.objects:
                continue
            alter = f"ALTER TABLE {self.table} ALTER COLUMN {name}"
            message = literal(f"there are rows of {self.table} without {name}: it stays optional")
            drafts.append(
                Draft(
                    f"{alter} DROP NOT NULL",
                    f"The new code does not write {name}.",
                    undo=f"DO $bdm$ BEGIN IF NOT EXISTS (SELECT FROM {self.table} WHERE {name} IS NULL) THEN {alter} "
                    f"SET NOT NULL; ELSE RAISE WARNING USING MESSAGE = {message}; END IF; END $bdm$",
                    backward_incompatible=f"code that reads {name} finds NULL in rows that the new code writes",
                )
            )
        return drafts
