"""What differs between two MySQL databases."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_data_model.migrations.mysql.catalog.objects import Catalog, Program, Table
    from backend_data_model.migrations.rename_hints import RenameHints


@dataclass(slots=True)
class TableChange:
    """A table on both sides.  Names of what comes, goes and differs, in the order in which they stand."""

    old: Table
    new: Table
    added: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)

    @property
    def differs(self) -> bool:
        """Whether anything but the order of columns and keys differs."""
        return self.structure_differs or self.old.foreign_keys != self.new.foreign_keys

    @property
    def structure_differs(self) -> bool:
        """Whether anything but foreign keys differs."""
        old, new = self.old, self.new
        return bool(self.added or self.dropped or self.altered) or (
            (old.keys, old.checks, old.options, old.collation, old.partitioning)
            != (new.keys, new.checks, new.options, new.collation, new.partitioning)
        )


@dataclass(slots=True)
class Changes:
    """All changes."""

    created: list[Table] = field(default_factory=list)
    dropped: list[Table] = field(default_factory=list)
    tables: list[TableChange] = field(default_factory=list)
    made: list[Program] = field(default_factory=list)
    removed: list[Program] = field(default_factory=list)


@dataclass(slots=True)
class Renames:
    """Renames still to be done."""

    tables: list[tuple[str, str]] = field(default_factory=list)
    columns: list[tuple[str, str, str]] = field(default_factory=list)
    keys: list[tuple[str, str, str]] = field(default_factory=list)


def find_renames(old: Catalog, new: Catalog, hints: RenameHints) -> Renames:
    """Those of the hints whose old name is there and whose new one is not."""
    renames = Renames()
    before = {}
    for name, was in hints.tables.items():
        if name in new.tables and name not in old.tables and was in old.tables:
            renames.tables.append((was, name))
            before[name] = was
    for (table, name), was in hints.columns.items():
        there, wanted = old.tables.get(before.get(table, table)), new.tables.get(table)
        if there and wanted and was in there.columns and name in wanted.columns and was not in wanted.columns:
            renames.columns.append((table, was, name))
    keys = [(table, name, was) for (table, name), was in hints.keys.items()]
    keys += [
        (table.name, name, was)
        for name, was in hints.indexes.items()
        for table in new.tables.values()
        if name in table.keys
    ]
    for table_name, name, was in keys:
        there, wanted = old.tables.get(before.get(table_name, table_name)), new.tables.get(table_name)
        if there and wanted and was in there.keys and name in wanted.keys and name not in there.keys:
            renames.keys.append((table_name, was, name))
    return renames


def find_changes(old: Catalog, new: Catalog) -> Changes:
    """The order of columns is no difference."""
    changes = Changes()
    changes.created = [table for name, table in new.tables.items() if name not in old.tables]
    changes.dropped = [table for name, table in old.tables.items() if name not in new.tables]
    for name, table in new.tables.items():
        if name in old.tables:
            there = old.tables[name]
            change = TableChange(there, table)
            change.added = [column for column in table.columns if column not in there.columns]
            change.dropped = [column for column in there.columns if column not in table.columns]
            change.altered = [
                column for column in table.columns
                if column in there.columns and table.columns[column] != there.columns[column]
            ]  # fmt: skip
            if change.differs:
                changes.tables.append(change)
    changes.made = [item for key, item in new.programs.items() if old.programs.get(key) != item]
    changes.removed = [item for key, item in old.programs.items() if new.programs.get(key) != item]
    return changes
