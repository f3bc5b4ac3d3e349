"""Indexes: for the ways in which rows are looked up, and for foreign keys that no other index serves.

The columns of an index stand in the order tenant, equality, sort, range.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.designer import reasons
from backend_data_model.engines.dialect import LISTS
from backend_data_model.model.document import AttributeType
from backend_data_model.model.errors import InputError
from backend_data_model.model.schema import Index, IndexKey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.designer.draft import Draft, TableDraft
    from backend_data_model.model.document import AccessPattern
    from backend_data_model.model.schema import Reason, Table

_NOT_INDEXED = LISTS | {AttributeType.JSON, AttributeType.BINARY}


def add_indexes(draft: Draft) -> None:
    """The indexes of all tables.  What a key or another index already serves gets none."""
    for pattern in draft.model.access_patterns:
        _add_pattern(draft, pattern)
    for made in draft.tables:
        wanted = [(key.columns, key.ref_table) for key in made.table.foreign_keys]
        wanted += [([r.column], r.target.table.name) for r in made.references if not r.constrained]
        for columns, target in sorted(wanted, key=lambda item: -len(item[0])):
            if not _leads(made.table, columns):
                why = reasons.from_rule(f"finds the rows that refer to one of {target}, as its deletion must")
                _add(draft, made, [IndexKey(column) for column in columns], why)


def _add_pattern(draft: Draft, pattern: AccessPattern) -> None:
    made = draft.of_entity.get(pattern.entity)
    if made is None:
        raise InputError(f"the access pattern {pattern.description!r} names {pattern.entity!r}, which is not an entity")
    keys: list[IndexKey] = [IndexKey(made.tenant)] if made.tenant and made.scope in ("tenant", "both") else []
    equality = [_key(draft, pattern, name) for name in pattern.equality]
    keys += [*equality, *(_key(draft, pattern, name) for name in (*pattern.sort, *pattern.range))]
    unique: dict[str | None, IndexKey] = {}
    for key in keys:
        unique.setdefault(key.column, key)
    fixed = {key.column for key in equality} | {made.tenant}
    columns = [key.column for key in unique.values() if key.column]
    if not pattern.equality and not pattern.sort and not pattern.range:
        return
    if _is_unique_lookup(made.table, fixed) or _serves(made.table, list(unique.values())):
        return
    indexed = [key for key in unique.values() if not _excluded(made, key.column)]
    if len(indexed) < len(columns):
        made.table.reasons.extend(reasons.from_rule(f"no plain index serves: {pattern.description}"))
        return
    _add(draft, made, indexed, reasons.from_fact(pattern, pattern.description))


def _key(draft: Draft, pattern: AccessPattern, name: str) -> IndexKey:
    slots = draft.slots[pattern.entity]
    descending = False
    if name not in slots:
        bare = name.removeprefix("-").removesuffix(" desc").removesuffix(" DESC").strip()
        descending, name = bare != name, bare
    if name not in slots:
        raise InputError(
            f"the access pattern {pattern.description!r}: {pattern.entity} has no attribute or role {name!r}",
            help=f"known here: {', '.join(sorted(slots))}",
        )
    return IndexKey(slots[name].column, descending=descending)


def _excluded(made: TableDraft, column: str | None) -> bool:
    return any(item.column.name == column and item.attribute.type in _NOT_INDEXED for item in made.attributes)


def _key_lists(table: Table) -> list[list[str]]:
    found = [table.primary_key.columns] if table.primary_key else []
    return found + [unique.columns for unique in table.uniques]


def _leads(table: Table, columns: Sequence[str]) -> bool:
    """Whether some whole index begins with `columns`, in any order."""
    lists: list[Sequence[str | None]] = [*_key_lists(table)]
    lists += [index.columns for index in table.indexes if index.where is None]
    return any(set(found[: len(columns)]) == set(columns) for found in lists)


def _serves(table: Table, keys: Sequence[IndexKey]) -> bool:
    columns = [key.column for key in keys]
    if not any(key.descending for key in keys) and any(found[: len(columns)] == columns for found in _key_lists(table)):
        return True
    return any(index.keys[: len(keys)] == list(keys) for index in table.indexes if index.where is None)


def _is_unique_lookup(table: Table, fixed: set[str | None]) -> bool:
    return any(set(found) <= fixed for found in _key_lists(table))


def _add(draft: Draft, made: TableDraft, keys: list[IndexKey], why: list[Reason]) -> None:
    columns = "_and_".join(key.column or "expression" for key in keys)
    name = draft.names.take(f"index_{made.table.name}_on_{columns}")
    made.table.indexes.append(Index(keys, name, reasons=why))
