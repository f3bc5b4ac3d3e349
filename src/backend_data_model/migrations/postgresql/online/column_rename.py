"""A column under its old and its new name at once: a second column, kept equal both ways until the contract release.

The second column has no constraints of its own: those of the first hold for both, because both are equal when they are
checked.  In the contract release the second column goes and the first takes its name, so that keys, foreign keys,
checks, views and policies stay what they are.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from backend_data_model.migrations.postgresql.catalog.objects import (
    Column,
    Constraint,
    Default,
    Domain,
    Index,
    Kind,
    Privileges,
    Ref,
    Table,
    Trigger,
)
from backend_data_model.migrations.postgresql.emit import columns, indexes, privileges
from backend_data_model.migrations.postgresql.emit.backfill import backfill
from backend_data_model.migrations.postgresql.emit.draft import Context, Draft
from backend_data_model.migrations.postgresql.emit.names import bare, literal, sibling, with_suffix
from backend_data_model.migrations.postgresql.emit.substitute import with_columns
from backend_data_model.migrations.postgresql.online.sync import (
    changed,
    given,
    shared_default,
    taken_away,
    trigger_drafts,
)

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.catalog.catalog import Catalog

_UPDATE_OF = re.compile(r"\bUPDATE OF (?P<columns>.+?) (?:OR|ON) ", re.DOTALL)
_BEFORE_ROW = re.compile(r"^CREATE TRIGGER .+? BEFORE .*\bFOR EACH ROW\b", re.DOTALL)


def reason_against(table: str, column: str, catalog: Catalog) -> str | None:
    """Why a column cannot have two names for a time; None where it can."""
    found = catalog.get(Ref(Kind.COLUMN, column, table), Column)
    owner = catalog.get(Ref(Kind.TABLE, table), Table)
    if found is None or owner is None:
        return "it is no column of a table"
    if found.generated is not None:
        return "it is a generated column"
    if owner.inherits or owner.of_type or _has_heirs(table, catalog):
        return "its table inherits, or has a type"
    if owner.partition_key and _names(owner.partition_key, column):
        return "rows are divided into partitions by it"
    domain = catalog.get(Ref(Kind.DOMAIN, found.type), Domain)
    if domain and domain.not_null:
        return "its domain refuses NULL before a trigger can give the value"
    for ref in catalog.on(table):
        item = catalog.objects[ref]
        if ref.kind is Kind.RULE:
            return f"rule {ref.name} rewrites what is written"
        said = _UPDATE_OF.search(item.definition) if isinstance(item, Trigger) else None
        if said and _names(said["columns"], column):
            return f"trigger {ref.name} fires on updates of this name only"
        if owner.kind == "p" and isinstance(item, Index | Constraint) and column in item.columns:
            return f"{ref.name} of a partitioned table names it"
    return None


def _names(text: str, column: str) -> bool:
    return with_columns(text, {column: ""}) != text


def _has_heirs(table: str, catalog: Catalog) -> bool:
    return any(isinstance(item, Table) and table in item.inherits for item in catalog.of_kind(Kind.TABLE))


class OnlineRename:
    """The statements for one column `before` that is `now` afterwards."""

    def __init__(self, table: str, before: str, now: str, catalog: Catalog) -> None:
        self.table, self.before, self.now, self.catalog = table, before, now, catalog
        self.context = Context(catalog, catalog)
        found = catalog.get(Ref(Kind.COLUMN, before, table), Column)
        assert found
        self.column = found
        self.default = catalog.get(Ref(Kind.DEFAULT, before, table), Default)
        self.shared = shared_default(found, self.default)
        self.sync = self._sync()
        self.indexes = self._indexes()

    def expand(self) -> list[Draft]:
        """The second column, equal to the first whichever of them is written, with indexes like those of the first."""
        table, now = self.table, self.now
        plain = replace(
            self.column, ref=Ref(Kind.COLUMN, now, table), not_null=False, identity=None, statistics=None, options=()
        )
        add = f"ALTER TABLE {table} ADD COLUMN {columns.column_definition(plain, None)}"
        drafts = [
            Draft(
                add,
                f"{self.before} becomes {now}: for a time the table has both, for the old code and the new.",
                undo=f"ALTER TABLE {table} DROP COLUMN {now}",
            )
        ]
        if self.shared:
            alter = f"ALTER TABLE {table} ALTER COLUMN {now}"
            drafts.append(
                Draft(
                    f"{alter} SET DEFAULT {self.shared.expression}",
                    "The same default, by which the trigger sees which of the two was given.",
                    undo=f"{alter} DROP DEFAULT",
                )
            )
        drafts += [*self._grants(), *self.sync, self._backfill()]
        for _, copy in self.indexes:
            drafts += indexes.create(copy, self.context)
        ready = f"ANALYZE {table} ({now})"
        note = f"From here on the new code can run beside the old: {self.before} and {now} are equal in every row."
        return [*drafts, Draft(ready, note, undo="", duration="grows with the rows")]

    def contract(self) -> list[Draft]:
        """When no running code says the old name: the second column goes, and the first takes its name."""
        table, before, now = self.table, self.before, self.now
        message = literal(f"{before} and {now} of {table} differ: run the backfill again")
        different = f"EXISTS (SELECT FROM {table} WHERE {self._differs()})"
        check = Draft(
            f"DO $bdm$ BEGIN IF {different} THEN RAISE EXCEPTION USING MESSAGE = {message}; END IF; END $bdm$",
            f"Stops here when {before} and {now} differ in any row.",
            undo=self._backfill().sql,
            duration="grows with the rows",
        )
        guards = [self._guard(original, copy) for original, copy in self.indexes]
        again = self.expand()
        drop = Draft(
            f"ALTER TABLE {table} DROP COLUMN {now}",
            f"The second column goes; its values are those of {before}.",
            undo="; ".join(draft.sql for draft in again if draft.sql.startswith((f"ALTER TABLE {table} ", "GRANT "))),
        )
        rename = Draft(
            f"ALTER TABLE {table} RENAME COLUMN {before} TO {now}",
            "The first column takes the name, with its keys, checks and whatever else names it.",
            undo=f"ALTER TABLE {table} RENAME COLUMN {now} TO {before}",
            backward_incompatible=f"code that still says {before} fails",
        )
        swap = [*taken_away(self.sync), drop, rename]
        for draft in swap:
            draft.together = f"rename {table} {before}"
        drafts = [*guards, check, *swap]
        for draft in drafts:
            draft.phase = "contract"
        return drafts

    def _guard(self, original: str, copy: Index) -> Draft:
        invalid = f"NOT (SELECT indisvalid FROM pg_index WHERE indexrelid = {literal(original)}::regclass)"
        message = literal(f"index {original} is invalid: build it again first")
        return Draft(
            f"DO $bdm$ BEGIN IF {invalid} THEN RAISE EXCEPTION USING MESSAGE = {message}; END IF; END $bdm$",
            f"{original} serves the new name from the next steps on.",
            undo=indexes.create(copy, self.context)[0].sql,
        )

    def _sync(self) -> list[Draft]:
        before, now = self.before, self.now
        forth, back = f"NEW.{now} := NEW.{before};", f"NEW.{before} := NEW.{now};"
        body = (
            f"IF TG_OP = 'INSERT' THEN IF {given(now, self.shared, self.column.type)} THEN {back} "
            f"ELSE {forth} END IF; "
            f"ELSIF {changed(now)} THEN {back} ELSE {forth} END IF;"
        )
        rows = any(
            isinstance(item, Trigger) and item.ref.of == self.table and _BEFORE_ROW.search(item.definition)
            for item in self.catalog.of_kind(Kind.TRIGGER)
        )
        return trigger_drafts(self.table, now, body, forth if rows else None)

    def _differs(self) -> str:
        return f"{self.now}::text IS DISTINCT FROM {self.before}::text"

    def _backfill(self) -> Draft:
        return backfill(self.table, {self.now: self.before}, self._differs(), self.context)

    def _grants(self) -> list[Draft]:
        drafts: list[Draft] = []
        for item in self.catalog.of_kind(Kind.PRIVILEGES):
            if isinstance(item, Privileges) and item.ref.name == f"TABLE {self.table}":
                own = frozenset(replace(grant, column=self.now) for grant in item.grants if grant.column == self.before)
                drafts += privileges.create(
                    replace(item, grants=own, born_with=frozenset(), owner_reads=True), self.context
                )
        return drafts

    def _indexes(self) -> list[tuple[str, Index]]:
        """The names of the indexes that name the column, each with its like for the second column."""
        found = []
        for ref in self.catalog.on(self.table):
            item = self.catalog.objects[ref]
            deferrable = isinstance(item, Constraint) and (item.type not in "pu" or "DEFERRABLE" in item.definition)
            definition = item.index if isinstance(item, Constraint) else getattr(item, "definition", None)
            if not isinstance(item, Index | Constraint) or deferrable or not definition:
                continue
            head, using, tail = definition.partition(" USING ")
            other = with_columns(tail, {self.before: self.now})
            if other == tail:
                continue
            name = sibling(self.table, bare(ref.name))
            copy = Ref(Kind.INDEX, sibling(name, with_suffix(bare(name), "_bdm_new")), self.table)
            unique = " UNIQUE INDEX " in head
            found.append((name, Index(copy, head + using + other, unique, valid=True)))
        return found
