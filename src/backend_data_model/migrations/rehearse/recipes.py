"""Recipes of rows: for each column an expression of the row's number that meets every constraint."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.postgresql.emit.names import quoted
from backend_data_model.migrations.rehearse.demands import kinds_of
from backend_data_model.migrations.rehearse.expressions import distinct_values, example, one_of
from backend_data_model.migrations.rehearse.scale import parent_table
from backend_data_model.prover.variation import TRIED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from backend_data_model.migrations.rehearse.trial import Trial
    from backend_data_model.model.schema import Column, ForeignKey, Schema, Table
    from backend_data_model.prover.predicates import Group
    from backend_data_model.prover.samples import ColumnType

_MOST_LISTED = 64


@dataclass(slots=True)
class Listed:
    """Values that only Python can make (a unique column under a CHECK), kept in a table of their own by row number."""

    name: str
    column: str
    group: Group
    table: str
    count: int

    def values(self) -> Iterator[tuple[int, Any]]:
        """Row number and value."""
        base, vary = self.group.passing[0][self.column], self.group.varied[self.column]
        for number in range(self.count):
            yield number, vary(base, number)


@dataclass(slots=True)
class Recipes:
    """The recipes of all tables of a schema.  `counts` are rows by qualified name, lowered where keys allow fewer."""

    trial: Trial
    schema: Schema
    counts: dict[str, int]
    groups: Mapping[str, list[Group]]
    listed: dict[tuple[str, str], Listed] = field(default_factory=dict)
    _tables: dict[str, Table] = field(default_factory=dict)
    _kinds: dict[str, dict[str, ColumnType]] = field(default_factory=dict)
    _shifts: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    _open: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for table in self.schema.tables:
            self._tables[table.qualified_name] = table
            self._kinds[table.qualified_name] = kinds_of(table, self.trial)
        for table in sorted(self.schema.tables, key=lambda one: self.counts[one.qualified_name]):
            self._respect_keys(table)

    def filled(self, table: Table) -> list[Column]:
        """The columns that a row gives: all but the generated ones."""
        return [column for column in table.columns if column.generated is None]

    def value(self, table: Table, column: Column, number: str) -> str:
        """The SQL of the value in the row with that number (an expression of type bigint), in the column's type."""
        demanding = self._tables[table.qualified_name]
        return f"({self._plain(demanding, column, number)})::{column.type}"

    def _plain(self, table: Table, column: Column, number: str) -> str:
        key = (table.qualified_name, column.name)
        if key in self._open:  # a circle of references
            return "NULL" if column.nullable else example(self._kinds[table.qualified_name][column.name], number)
        self._open.append(key)
        try:
            return (
                self._of_reference(table, column, number)
                or self._of_group(table, column, number)
                or self._own(table, column, number)
            )
        finally:
            self._open.pop()

    def _own(self, table: Table, column: Column, number: str) -> str:
        return example(self._kinds[table.qualified_name][column.name], self._shifted(table, column.name, number))

    def _of_group(self, table: Table, column: Column, number: str) -> str | None:
        group = self._group(table, column.name)
        if group is None or not group.passing:
            return None
        listed = self.listed.get((table.qualified_name, column.name))
        if listed is not None:
            place = f"mod({number}, {listed.count})"
            return f"(select v.value from bdm_rehearsal.{quoted(listed.name)} v where v.number = {place})"
        values = [row[column.name] for row in group.passing]
        return one_of(values, self._shifted(table, group.columns[0], number))

    def _group(self, table: Table, name: str) -> Group | None:
        return next((g for g in self.groups.get(table.qualified_name, ()) if name in g.columns), None)

    def _of_reference(self, table: Table, column: Column, number: str) -> str | None:
        """The value of the row that is referred to: that with the same remainder; see `row_counts`."""
        for key in sorted(table.foreign_keys, key=lambda one: -len(one.columns)):
            parent = parent_table(key, table, self.schema)
            if column.name not in key.columns or parent is None:
                continue
            referred = parent.column(key.ref_columns[key.columns.index(column.name)])
            if referred is None or (parent is table and referred.name == column.name):
                continue
            count = self.counts[parent.qualified_name]
            if parent is table:
                count = max(count // 10, 1)
            elif (parent.qualified_name, referred.name) in self._open and column.nullable:
                return "NULL"
            shifted = self._shifted(table, _first_own(key, table), number)
            value = self._plain(parent, referred, f"mod({shifted}, {max(count, 1)})")
            group = self._group(table, column.name)
            if group is not None and group.passing and any(row[column.name] is None for row in group.passing):
                shown = ["1" if row[column.name] is not None else None for row in group.passing]
                chosen = one_of(shown, self._shifted(table, group.columns[0], number))
                return f"CASE WHEN {chosen} IS NOT NULL THEN ({value})::{column.type} END"
            return value
        return None

    def _shifted(self, table: Table, name: str, number: str) -> str:
        shift = self._shifts.get((table.qualified_name, name))
        if shift is None:
            return number
        divisor, stride = shift
        return f"({number} + ({number} / {divisor}) * {stride})"

    def _respect_keys(self, table: Table) -> None:
        """Let the columns of a key of few values count like the digits of a number, and lower the count to the most."""
        name = table.qualified_name
        keys = [unique.columns for unique in table.uniques]
        keys += [table.primary_key.columns] if table.primary_key else []
        keys += [[c for c in i.columns if c] for i in table.indexes if i.unique and None not in i.columns]
        for columns in {frozenset(columns): columns for columns in keys}.values():
            self._respect_key(table, columns)
        self.counts[name] = max(self.counts[name], 1)

    def _respect_key(self, table: Table, columns: list[str]) -> None:
        name = table.qualified_name
        parts: dict[str, int] = {}
        for column in columns:
            part, size = self._size(table, column)
            if size is None:
                return
            parts[part] = size
        if not parts:
            return
        first, *others = sorted(parts, key=lambda part: (-parts[part], (name, part) in self._shifts, part))
        capacity = parts[first]
        for other in others:
            self._shifts.setdefault((name, other), (capacity, 1))
            capacity *= parts[other]
        if capacity < self.counts[name] and len(columns) == 1 and self._list_values(table, columns[0]):
            return
        self.counts[name] = min(self.counts[name], capacity)

    def _size(self, table: Table, column: str) -> tuple[str, int | None]:
        """What decides about the column (its reference or itself), and how many values it takes; None: enough."""
        count = self.counts[table.qualified_name]
        size: int | None
        for key in sorted(table.foreign_keys, key=lambda one: -len(one.columns)):
            parent = parent_table(key, table, self.schema)
            if column in key.columns and parent is not None:
                size = self.counts[parent.qualified_name] // (10 if parent is table else 1)
                return _first_own(key, table), None if size > count else max(size, 1)
        group = self._group(table, column)
        if group is not None and group.passing:
            return group.columns[0], len({row[column] for row in group.passing})
        kind = self._kinds[table.qualified_name][column]
        size = distinct_values(kind)
        return column, None if size is None or size >= count else size

    def _list_values(self, table: Table, column: str) -> bool:
        """Whether the engine has accepted values made one from the other, so that there are enough of them."""
        group = self._group(table, column)
        if group is None or column not in group.varied:
            return False
        name = table.qualified_name
        count = self.counts[name] if group.reach > TRIED[-1] else group.reach
        self.listed[(name, column)] = Listed(f"values_{len(self.listed)}", column, group, name, count + count // 2)
        self.counts[name] = min(self.counts[name], count)
        return True


def _first_own(key: ForeignKey, table: Table) -> str:
    """The column by which a reference is known; one that no other reference shares, where there is one."""
    others = {c for one in table.foreign_keys if one is not key for c in one.columns}
    return next((c for c in key.columns if c not in others), key.columns[0])
