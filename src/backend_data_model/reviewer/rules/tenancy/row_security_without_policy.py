"""A table with row-level security and no policy (PostgreSQL).

## What it does

Looks for tables on which row-level security is enabled but that have no permissive policy.

## Why is this bad

Without a policy that permits something nobody but the owner and superusers sees or writes a row: safe, but seldom
meant.

## Example

```sql
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
```

## Use instead

```sql
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY orders_tenant ON orders
    USING (tenant_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));
```

## References

- PostgreSQL manual, "ALTER TABLE", ENABLE ROW LEVEL SECURITY
- Supabase splinter, lint 0008 rls_enabled_no_policy
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Check each table with row-level security once."""
    for table in context.tables:
        if not table.row_security:
            continue
        if any(policy.permissive for policy in context.policies_of(table)):
            yield PASSED
            continue
        yield Violation(
            place(table),
            f"{place(table)} has row-level security but no policy that permits anything",
            "create a policy, or say with an ignore comment that nobody but the owner may see the table",
            table.position,
        )


RULE = Rule(
    code="BDM705",
    name="row-security-without-policy",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="tables with row-level security have a policy",
    dimensions=("operational readiness",),
    engines=("postgresql",),
)
