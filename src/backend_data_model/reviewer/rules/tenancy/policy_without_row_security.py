"""A policy on a table whose row-level security is off (PostgreSQL).

## What it does

Looks for policies on tables on which row-level security was never enabled.

## Why is this bad

The policy does nothing, and whoever reads the script believes that it does.

## Example

```sql
CREATE POLICY orders_tenant ON orders USING (tenant_id = 1);
```

## Use instead

```sql
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
```

## References

- PostgreSQL manual, "CREATE POLICY"
- Supabase splinter, lint 0007 policy_exists_rls_disabled
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Check each table with a policy once; tables that are not known are not counted."""
    for table in context.tables:
        policies = context.policies_of(table)
        if not policies:
            continue
        if table.row_security:
            yield PASSED
            continue
        yield Violation(
            place(table),
            f"the policies of {place(table)} do nothing: row-level security is off",
            f"ALTER TABLE {place(table)} ENABLE ROW LEVEL SECURITY",
            policies[0].position or table.position,
        )


RULE = Rule(
    code="BDM706",
    name="policy-without-row-security",
    severity="error",
    check=check,
    documentation=__doc__,
    counted="tables with policies have row-level security",
    dimensions=("operational readiness",),
    engines=("postgresql",),
)
