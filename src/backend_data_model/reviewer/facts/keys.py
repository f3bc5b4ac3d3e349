"""Which column lists a table's keys and indexes serve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.expressions import not_null_columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backend_data_model.model.position import Position
    from backend_data_model.model.schema import ForeignKey, IndexKey, Table

EQUALITY_METHODS = frozenset({None, "btree", "hash"})


@dataclass(frozen=True, slots=True)
class UniqueKey:
    """A primary key, UNIQUE constraint or unique index over plain columns; `where` is set for a partial index."""

    columns: tuple[str, ...]
    kind: str
    name: str | None
    where: str | None = None
    nulls_not_distinct: bool = False
    position: Position | None = None


def unique_keys(table: Table) -> Iterator[UniqueKey]:
    """All unique keys of a table that are made of plain columns, the primary key first."""
    if table.primary_key:
        yield UniqueKey(tuple(table.primary_key.columns), "primary key", table.primary_key.name)
    for unique in table.uniques:
        yield UniqueKey(
            tuple(unique.columns),
            "unique constraint",
            unique.name,
            nulls_not_distinct=unique.nulls_not_distinct,
            position=unique.position,
        )
    for index in table.indexes:
        columns = [column for column in index.columns if column is not None]
        if index.unique and len(columns) == len(index.keys):
            yield UniqueKey(tuple(columns), "unique index", index.name, index.where, position=index.position)


def is_unique(table: Table, columns: Sequence[str]) -> bool:
    """Whether no two rows can share `columns`: some full unique key is made of a subset of them."""
    wanted = set(columns)
    return any(key.where is None and set(key.columns) <= wanted for key in unique_keys(table))


def leading_columns(table: Table) -> Iterator[tuple[tuple[str, ...], str | None]]:
    """For each key or index that can answer an equality: its leading plain columns, and its WHERE."""
    if table.primary_key:
        yield tuple(table.primary_key.columns), None
    for unique in table.uniques:
        yield tuple(unique.columns), None
    for index in table.indexes:
        if (index.method.lower() if index.method else None) in EQUALITY_METHODS:
            yield _leading(index.keys), index.where


def is_led_by(table: Table, columns: Sequence[str]) -> bool:
    """Whether some full index begins with exactly `columns`, in any order.

    A partial index counts only when its WHERE says no more than that some of these columns are not NULL: such rows
    are the only ones that a lookup by these columns can be about.
    """
    wanted = set(columns)
    for leading, where in leading_columns(table):
        if set(leading[: len(wanted)]) != wanted:
            continue
        if where is None:
            return True
        excluded = not_null_columns(where)
        if excluded is not None and excluded <= {name.lower() for name in wanted}:
            return True
    return False


def inherited_foreign_key(parent: Table | None, key: ForeignKey) -> bool:
    """Whether a partition has this foreign key only because its parent has it."""
    return parent is not None and any(other.columns == key.columns for other in parent.foreign_keys)


def _leading(keys: Sequence[IndexKey]) -> tuple[str, ...]:
    leading: list[str] = []
    for key in keys:
        if key.column is None:
            break
        leading.append(key.column)
    return tuple(leading)
