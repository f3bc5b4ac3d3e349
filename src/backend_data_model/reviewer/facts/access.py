"""Indexes and the keys behind constraints in one form, so that they can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.options import implicit_indexes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.model.position import Position
    from backend_data_model.model.schema import Index, Table

Key = tuple[str, bool, str | None, str | None, int | None]


@dataclass(frozen=True, slots=True)
class AccessPath:
    """One index: its form and keys (column or expression, descending, NULLs, operator class, prefix length)."""

    label: str
    keys: tuple[Key, ...]
    unique: bool
    constraint: bool
    method: str = "btree"
    where: str | None = None
    include: tuple[str, ...] = ()
    position: Position | None = None


def access_paths(table: Table) -> Iterator[AccessPath]:
    """The primary key, the unique constraints and the indexes that somebody asked for, in that order."""
    implicit = implicit_indexes(table)
    if table.primary_key:
        columns = table.primary_key.columns
        yield AccessPath(table.primary_key.name or "the primary key", _plain(columns), True, True)
    for unique in table.uniques:
        label = unique.name or f"UNIQUE ({', '.join(unique.columns)})"
        yield AccessPath(label, _plain(unique.columns), True, True)
    for index in table.indexes:
        if index.name in implicit:
            continue
        label = index.name or f"on ({', '.join(key.column or key.expression or '' for key in index.keys)})"
        yield AccessPath(
            label,
            tuple(_keys(index)),
            index.unique,
            bool(index.exclusion),
            (index.method or "btree").lower(),
            _folded(index.where),
            tuple(index.include),
            index.position,
        )


def same_keys(left: AccessPath, right: AccessPath) -> bool:
    """Whether `left` answers nothing that `right` does not, and they are equally long."""
    return (
        left.keys == right.keys
        and left.method == right.method
        and left.where == right.where
        and set(left.include) <= set(right.include)
        and (right.unique or not left.unique)
    )


def is_prefix_of(short: AccessPath, long: AccessPath) -> bool:
    """Whether the keys of `short` are the first keys of the longer `long`, over the same rows."""
    return (
        len(short.keys) < len(long.keys)
        and long.keys[: len(short.keys)] == short.keys
        and long.method == short.method
        and short.where == long.where
        and set(short.include) <= {*long.include, *(key[0] for key in long.keys)}
    )


def _plain(columns: list[str]) -> tuple[Key, ...]:
    return tuple((column, False, None, None, None) for column in columns)


def _keys(index: Index) -> Iterator[Key]:
    for key in index.keys:
        default_nulls = "first" if key.descending else "last"
        nulls = None if key.nulls == default_nulls else key.nulls
        name = key.column if key.column is not None else f"({_folded(key.expression)})"
        yield (name, key.descending, nulls, key.opclass, key.prefix_length)


def _folded(expression: str | None) -> str | None:
    return None if expression is None else "".join(expression.split()).lower().strip("()")
