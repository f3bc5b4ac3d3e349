"""A foreign key between two tables of tenants that leaves the tenant out.

## What it does

Looks for foreign keys from one table with the tenant column to another whose columns do not include it.

## Why is this bad

Foreign keys are checked with the rights of the table's owner, past row-level security: a row may reference a row of
another tenant, and whether the INSERT succeeds tells if that row exists.

## Example

```sql
FOREIGN KEY (customer_id) REFERENCES customers (id)
```

## Use instead

```sql
FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id)
```

This needs `UNIQUE (tenant_id, id)` on customers.

## References

- PostgreSQL manual, 5.9 "Row Security Policies": referential integrity checks bypass row security
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Check each foreign key between two tables of tenants."""
    tenancy = context.tenancy
    if tenancy is None:
        return
    for table in context.root_tables:
        if not context.is_tenant_table(table):
            continue
        for key in table.foreign_keys:
            target = context.target(key, table)
            if target is None or not context.is_tenant_table(target):
                continue
            if tenancy.column in key.columns:
                yield PASSED
                continue
            where = place(table, key.columns)
            yield Violation(
                where,
                f"the foreign key {where} -> {key.ref_table} can point to a row of another tenant",
                f"reference ({', '.join([tenancy.column, *key.ref_columns])}), with {tenancy.column} on both sides",
                key.position or table.position,
                severity=None if tenancy.stated else "info",
            )


RULE = Rule(
    code="BDM703",
    name="foreign-key-without-tenant",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="foreign keys between tenants' tables contain the tenant",
    dimensions=("referential integrity",),
)
