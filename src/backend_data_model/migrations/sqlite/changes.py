"""What differs between two SQLite databases."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_data_model.migrations.rename_hints import RenameHints
    from backend_data_model.migrations.sqlite.catalog.objects import Catalog, Dependent, Table


@dataclass(slots=True)
class TableChange:
    """A table that is there on both sides; names in lower case, `renamed` new column names by old ones."""

    old: Table
    new: Table
    added: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    gained: set[str] = field(default_factory=set)
    options: bool = False

    def __bool__(self) -> bool:
        return bool(self.added or self.dropped or self.altered or self.lost or self.gained or self.options)


@dataclass(slots=True)
class Changes:
    """All changes; `tables` those that stay, the rest by kind."""

    created: list[Table] = field(default_factory=list)
    dropped: list[Table] = field(default_factory=list)
    tables: list[TableChange] = field(default_factory=list)
    made: dict[str, list[Dependent]] = field(default_factory=dict)
    removed: dict[str, list[Dependent]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(
            self.created or self.dropped or self.tables or any(self.made.values()) or any(self.removed.values())
        )


@dataclass(slots=True)
class Renames:
    """What the hints of the new schema mean for the old one, as the engine's own RENAME: (old, new) as written."""

    tables: list[tuple[str, str]] = field(default_factory=list)
    columns: list[tuple[str, str, str]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.tables or self.columns)


def find_renames(old: Catalog, new: Catalog, hints: RenameHints) -> Renames:
    """The renames still to be done: the old name is there and the new one is not."""
    renames = Renames()
    before: dict[str, str] = {}
    for name, was in hints.tables.items():
        if name.lower() in new.tables and name.lower() not in old.tables and was.lower() in old.tables:
            renames.tables.append((old.tables[was.lower()].name, name))
            before[name.lower()] = was.lower()
    for (table, name), was in hints.columns.items():
        there = old.tables.get(before.get(table.lower(), table.lower()))
        wanted = new.tables.get(table.lower())
        if there is None or wanted is None or name.lower() not in wanted.columns:
            continue
        if was.lower() in there.columns and name.lower() not in there.columns and was.lower() not in wanted.columns:
            renames.columns.append((wanted.name, there.columns[was.lower()].name, name))
    return renames


def find_changes(old: Catalog, new: Catalog) -> Changes:
    """The order of columns is no difference: SQLite puts a new column last."""
    changes = Changes()
    for name, table in new.tables.items():
        if name not in old.tables:
            changes.created.append(table)
        elif bool(table.virtual) != bool(old.tables[name].virtual) or table.virtual != old.tables[name].virtual:
            changes.created.append(table)
            changes.dropped.append(old.tables[name])
        elif change := table_change(old.tables[name], table):
            changes.tables.append(change)
    changes.dropped += [table for name, table in old.tables.items() if name not in new.tables]
    for kind in ("indexes", "views", "triggers"):
        there: dict[str, Dependent] = getattr(old, kind)
        wanted: dict[str, Dependent] = getattr(new, kind)
        changes.made[kind] = [item for name, item in wanted.items() if there.get(name) != item]
        changes.removed[kind] = [item for name, item in there.items() if wanted.get(name) != item]
    return changes


def table_change(old: Table, new: Table) -> TableChange:
    """What differs between two states of one table."""
    change = TableChange(old, new)
    change.added = [name for name in new.columns if name not in old.columns]
    change.dropped = [name for name in old.columns if name not in new.columns]
    for name, column in new.columns.items():
        before = old.columns.get(name)
        if before and (before.type, before.clauses) != (column.type, column.clauses):
            change.altered.append(name)
    change.lost = set(old.constraints - new.constraints)
    change.gained = set(new.constraints - old.constraints)
    change.options = (old.strict, old.without_rowid) != (new.strict, new.without_rowid)
    return change
