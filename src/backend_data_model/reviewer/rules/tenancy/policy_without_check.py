"""A policy for writing that does not say WITH CHECK (PostgreSQL).

## What it does

Looks for policies for ALL or UPDATE with USING and without WITH CHECK.

## Why is this bad

PostgreSQL then checks new rows against USING, which is mostly what is meant, but nobody can see whether it is: that
a row may be read and that it may be written are two decisions.

## Example

```sql
CREATE POLICY orders_tenant ON orders USING (tenant_id = (SELECT current_tenant()));
```

## Use instead

```sql
CREATE POLICY orders_tenant ON orders
    USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = (SELECT current_tenant()));
```

## References

- PostgreSQL manual, "CREATE POLICY", check_expression
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.rule import Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Give a finding for each such policy; it is safe, so nothing is counted."""
    for policy in context.schema.policies:
        if policy.command in ("all", "update") and policy.using is not None and policy.check is None:
            table = context.policy_table(policy)
            yield Violation(
                f"{place(table) if table else policy.table}.{policy.name}",
                f"the policy {policy.name} of {policy.table} leaves the check of new rows to USING",
                "say WITH CHECK",
                policy.position or (table.position if table else None),
            )


RULE = Rule(
    code="BDM711",
    name="policy-without-check",
    severity="info",
    check=check,
    documentation=__doc__,
    counted="policies for writing say WITH CHECK",
    engines=("postgresql",),
)
