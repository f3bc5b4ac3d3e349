"""A tenant's table without row-level security (PostgreSQL).

## What it does

Looks for tables with the tenant column on which row-level security is not enabled. When no table of the schema has
it, there is one finding for all.

## Why is this bad

One forgotten `WHERE tenant_id = ...` shows one tenant's rows to another. With row-level security the database adds
it to every query.

## Example

```sql
CREATE TABLE orders (id bigint PRIMARY KEY, tenant_id bigint NOT NULL REFERENCES tenants (id));
```

## Use instead

```sql
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders FORCE ROW LEVEL SECURITY;
CREATE POLICY orders_tenant ON orders
    USING (tenant_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint))
    WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));
```

## References

- PostgreSQL manual, 5.9 "Row Security Policies"
- Supabase splinter, lint 0013 rls_disabled_in_public
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place, some
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


_HELP = "ENABLE and FORCE ROW LEVEL SECURITY, with a policy that compares the tenant column with a setting"


def check(context: Context) -> Iterator[Outcome]:
    """Check each table of tenants once; partitions are reached through their parents."""
    tables = [table for table in context.root_tables if context.is_tenant_table(table)]
    if not tables:
        return
    open_tables = [table for table in tables if not table.row_security]
    if len(open_tables) == len(tables):
        message = (
            f"none of the {len(tables)} tables of tenants has row-level security: {some([place(t) for t in tables])}"
        )
        yield Violation(place(tables[0]), message, _HELP, tables[0].position, instances=len(tables))
        return
    for table in tables:
        if table.row_security:
            yield PASSED
            continue
        yield Violation(place(table), f"{place(table)} has no row-level security", _HELP, table.position)


RULE = Rule(
    code="BDM704",
    name="row-security-off",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="tables of tenants have row-level security",
    dimensions=("operational readiness",),
    engines=("postgresql",),
)
