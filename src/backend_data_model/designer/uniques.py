"""UNIQUE constraints: candidate keys inside their tenant, partial where a rule holds for some rows only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.designer import reasons
from backend_data_model.engines.dialect import LISTS
from backend_data_model.engines.expressions import render_expression
from backend_data_model.model.document import AttributeType
from backend_data_model.model.errors import InputError
from backend_data_model.model.schema import Index, IndexKey, Unique

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.designer.draft import Draft, TableDraft
    from backend_data_model.model.schema import Reason


def add_uniques(draft: Draft) -> None:
    """The candidate keys of the model, then those that one-to-one references need."""
    for name, entity in draft.model.entities.items():
        made = draft.of_entity[name]
        slots = draft.slots[name]
        for unique in entity.unique:
            where = f"a unique rule of {name}"
            columns = []
            for member in (*unique.within, *unique.members):
                if member not in slots:
                    known = ", ".join(sorted(slots))
                    raise InputError(f"{where}: there is no attribute or role {member!r}", help=f"known here: {known}")
                columns.append(slots[member].column)
            conditions = [render_expression(part, slots, draft.dialect, where) for part in unique.when]
            if made.table.entity != name and made.discriminator:
                conditions.append(f"{draft.dialect.quote(made.discriminator)} = {draft.dialect.string(name)}")
            why = reasons.from_fact(unique, f"identifies a {name}" if unique.identifies else "no two rows alike")
            _add(draft, made, columns, conditions, why, everywhere=unique.everywhere)
    for made in draft.tables:
        for reference in made.references:
            if reference.unique:
                why = [*reference.reasons, *reasons.from_rule("one to one: each is referred to once at most")]
                _add(draft, made, [reference.column], [], why, everywhere=False)


def _add(
    draft: Draft, made: TableDraft, columns: list[str], conditions: list[str], why: list[Reason], *, everywhere: bool
) -> None:
    scoped = made.scope in ("tenant", "both") and made.tenant is not None and not everywhere
    head = [made.tenant] if scoped and made.tenant else []
    key = list(dict.fromkeys([*head, *columns]))
    if made.soft_delete:
        conditions = [*conditions, "deleted_at IS NULL"]
    across = everywhere and made.tenant is not None
    _add_key(draft, made, key, conditions, why, across_tenants=across)
    if head and made.tenant_is_optional and len(key) > 1:
        shared = f"{draft.dialect.quote(head[0])} IS NULL"
        _add_key(draft, made, key[1:], [*conditions, shared], why)


def _add_key(
    draft: Draft,
    made: TableDraft,
    key: list[str],
    conditions: Sequence[str],
    why: list[Reason],
    *,
    across_tenants: bool = False,
) -> None:
    table = made.table
    if table.primary_key and set(table.primary_key.columns) == set(key) and not conditions:
        return
    known = next((unique for unique in table.uniques if set(unique.columns) == set(key)), None)
    if known is not None:
        known.reasons.extend(reason for reason in why if reason not in known.reasons)
        return
    name = f"unique_{table.name}_on_{'_and_'.join(key)}"
    documents = _documents(draft, made)
    where = " AND ".join(f"({part})" if " OR " in part else part for part in conditions) or None
    if where is None and not documents & set(key):
        table.uniques.append(Unique(key, draft.names.take(name), across_tenants=across_tenants, reasons=why))
        return
    keys = [_index_key(draft, column, documents) for column in key]
    if where is not None and draft.dialect.engine == "mysql":
        keys.append(IndexKey(expression=f"CASE WHEN {where} THEN 1 END"))
        where = None
    index = Index(keys, unique=True, where=where, across_tenants=across_tenants, reasons=why)
    if not any(other.keys == index.keys and other.where == where and other.unique for other in table.indexes):
        index.name = draft.names.take(name)
        table.indexes.append(index)


def _documents(draft: Draft, made: TableDraft) -> set[str]:
    """The columns that MySQL stores as JSON, which it indexes only through an expression."""
    if draft.dialect.engine != "mysql":
        return set()
    return {item.column.name for item in made.attributes if item.attribute.type in LISTS | {AttributeType.JSON}}


def _index_key(draft: Draft, column: str, documents: set[str]) -> IndexKey:
    if column in documents:
        return IndexKey(expression=f"sha2({draft.dialect.quote(column)}, 256)")
    return IndexKey(column)
