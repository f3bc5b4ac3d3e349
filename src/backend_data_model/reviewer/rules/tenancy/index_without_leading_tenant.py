"""A composite index of a tenant's table in which the tenant does not come first.

## What it does

In tables with the tenant column looks for indexes and unique constraints of two columns or more that contain the
tenant column, but not as the first.

## Why is this bad

Every query names the tenant. With it first, one tenant's rows lie together; with it later, the index is read across
all tenants as soon as the columns before it are not all given.

## Example

```sql
CREATE INDEX index_orders_on_placed_at_tenant_id ON orders (placed_at, tenant_id);
```

## Use instead

```sql
CREATE INDEX index_orders_on_tenant_id_placed_at ON orders (tenant_id, placed_at);
```

## References

- PostgreSQL manual, 11.3 "Multicolumn Indexes"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.access import access_paths
from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Check each composite index that contains the tenant column."""
    tenancy = context.tenancy
    if tenancy is None:
        return
    for table in context.root_tables:
        if not context.is_tenant_table(table):
            continue
        primary = table.primary_key.columns if table.primary_key else []
        for path in access_paths(table):
            names = [key[0] for key in path.keys]
            if len(names) < 2 or tenancy.column not in names or (path.constraint and names == primary):
                continue
            if names[0] == tenancy.column:
                yield PASSED
                continue
            yield Violation(
                place(table, names),
                f"{path.label} of {place(table)} contains {tenancy.column}, but not as its first column",
                f"put {tenancy.column} first",
                path.position or table.position,
            )


RULE = Rule(
    code="BDM702",
    name="index-without-leading-tenant",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="composite indexes of tenants' tables begin with the tenant",
    dimensions=("index coverage",),
)
