"""Keys that contain the tenant, which a cluster that distributes by it and a table partitioned by it both need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.designer import reasons
from backend_data_model.model.schema import IndexKey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.model.schema import Schema, Table, Unique

_GENERATED = frozenset({"public_id"})


def rules_across_tenants(table: Table) -> list[str]:
    """The names of the unique rules that hold across all tenants; values that are random anyway do not count."""
    tenant = table.tenant_column
    found = [key.name or "" for key in table.uniques if tenant not in key.columns and not _is_generated(table, key)]
    return found + [index.name or "" for index in table.indexes if index.unique and tenant not in index.columns]


def carry_tenant(schema: Schema, table: Table, why: str) -> None:
    """Put the tenant first in the primary key and every unique key of `table`; keys that become the same are one."""
    tenant = table.tenant_column
    assert tenant is not None
    key = table.primary_key
    if key is not None and tenant not in key.columns:
        key.columns = [tenant, *key.columns]
        table.reasons.extend(reasons.from_rule(f"the primary key contains {tenant}: {why}"))
    for unique in table.uniques:
        if tenant not in unique.columns:
            unique.columns = [tenant, *unique.columns]
            unique.reasons.extend(reasons.from_rule(f"contains {tenant}: {why}"))
    for index in table.indexes:
        if index.unique and tenant not in index.columns:
            index.keys = [IndexKey(tenant), *index.keys]
            index.reasons.extend(reasons.from_rule(f"contains {tenant}: {why}"))
    table.uniques = list(_different(table))
    _name_in_foreign_keys(schema, table)


def _is_generated(table: Table, key: Unique) -> bool:
    return all(
        (column := table.column(name)) is not None and name in _GENERATED and column.default for name in key.columns
    )


def _different(table: Table) -> Iterator[Unique]:
    seen: list[set[str]] = [set(table.primary_key.columns)] if table.primary_key else []
    for unique in table.uniques:
        if set(unique.columns) not in seen:
            seen.append(set(unique.columns))
            yield unique


def _name_in_foreign_keys(schema: Schema, table: Table) -> None:
    """Foreign keys to `table` from its tenant's other tables name the whole new key."""
    keys = [list(table.primary_key.columns)] if table.primary_key else []
    keys += [unique.columns for unique in table.uniques]
    for other in schema.tables:
        for foreign_key in other.foreign_keys:
            if foreign_key.ref_table != table.name or any(set(foreign_key.ref_columns) == set(k) for k in keys):
                continue
            if other.tenant_column and table.tenant_column and other.scope in ("tenant", "self"):
                foreign_key.columns = [other.tenant_column, *foreign_key.columns]
                foreign_key.ref_columns = [table.tenant_column, *foreign_key.ref_columns]
