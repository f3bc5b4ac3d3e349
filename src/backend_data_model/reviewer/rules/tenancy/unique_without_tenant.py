"""A unique key of a tenant's table that leaves the tenant out.

## What it does

In tables with the tenant column looks for UNIQUE constraints and unique indexes without it. Keys of generated
UUIDs, of secret tokens, and those that contain a reference to another table of the tenant (which settles the
tenant) pass; so do keys that the model marks as unique everywhere. The tenant column is the one named by
`--tenant`, by the model, or found from the schema itself.

## Why is this bad

`UNIQUE (email)` keeps two tenants from having the same customer, and the error tells one of them that the other has
it: a way to ask who is whose customer.

## Example

```sql
CREATE TABLE customers (
    id bigint PRIMARY KEY,
    tenant_id bigint NOT NULL REFERENCES tenants (id),
    email text NOT NULL UNIQUE
);
```

## Use instead

```sql
UNIQUE (tenant_id, email)
```

## References

- The schema checklist of this project: unique constraints missing the tenant
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.columns import is_generated_uuid, is_numbered, is_secret
from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.facts.keys import unique_keys
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.model.schema import Table
    from backend_data_model.reviewer.context import Context
    from backend_data_model.reviewer.facts.keys import UniqueKey


def check(context: Context) -> Iterator[Outcome]:
    """Check each unique key of each tenant table."""
    tenancy = context.tenancy
    if tenancy is None:
        return
    for table in context.root_tables:
        if not context.is_tenant_table(table):
            continue
        for key in unique_keys(table):
            if key.kind == "primary key" or _settled(table, key, context):
                continue
            if tenancy.column in key.columns:
                yield PASSED
                continue
            where = place(table, list(key.columns))
            yield Violation(
                where,
                f"the {key.kind} {where} holds across all tenants: it leaves out {tenancy.column}",
                f"make it unique over ({', '.join([tenancy.column, *key.columns])})",
                key.position or table.position,
                severity=None if tenancy.stated else "warning",
            )


def _settled(table: Table, key: UniqueKey, context: Context) -> bool:
    """Whether the key is unique everywhere by its nature, or by what the model says."""
    primary = set(table.primary_key.columns) if table.primary_key else set()
    if context.tenancy and context.tenancy.column in key.columns:
        return False
    if primary and primary <= set(key.columns):
        return True
    for name in key.columns:
        column = table.column(name)
        if column is not None and (is_numbered(column) or is_generated_uuid(column, table) or is_secret(column)):
            return True
    for foreign in table.foreign_keys:
        target = context.target(foreign, table)
        if target is not None and context.is_tenant_table(target) and set(foreign.columns) <= set(key.columns):
            return True
    entity = context.entity(table)
    return entity is not None and any(
        unique.everywhere and {*unique.members, *unique.within} >= {n.removesuffix("_id") for n in key.columns}
        for unique in entity.unique
    )


RULE = Rule(
    code="BDM701",
    name="unique-without-tenant",
    severity="error",
    check=check,
    documentation=__doc__,
    counted="unique keys of tenants' tables contain the tenant",
    dimensions=("constraint completeness",),
)
