"""A policy that lets one tenant write rows into another (PostgreSQL).

## What it does

Looks on tables with the tenant column for permissive policies whose WITH CHECK is `true`, or which are for INSERT,
UPDATE or ALL and whose only condition is `true`. A policy with USING alone passes: PostgreSQL checks new rows
against it.

## Why is this bad

Reading is limited and writing is not: a row with another tenant's key is accepted. Permissive policies are joined
by OR, so one such policy opens what all others close.

## Example

```sql
CREATE POLICY orders_tenant ON orders USING (tenant_id = (SELECT current_tenant())) WITH CHECK (true);
```

## Use instead

```sql
CREATE POLICY orders_tenant ON orders
    USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = (SELECT current_tenant()));
```

## References

- PostgreSQL manual, "CREATE POLICY"
- Supabase splinter, lint 0024 permissive_rls_policy
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.facts.expressions import words
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Check each permissive policy for writing on a table of tenants."""
    for policy in context.schema.policies:
        table = context.policy_table(policy)
        writes = policy.command in ("all", "insert", "update")
        if table is None or not context.is_tenant_table(table) or not policy.permissive or not writes:
            continue
        condition = policy.check if policy.check is not None else policy.using
        if condition is None or [word for word in words(condition) if word not in "()"] != ["true"]:
            yield PASSED
            continue
        yield Violation(
            f"{place(table)}.{policy.name}",
            f"the policy {policy.name} accepts rows of any tenant into {place(table)}",
            "give it the same condition WITH CHECK as in USING",
            policy.position or table.position,
        )


RULE = Rule(
    code="BDM710",
    name="policy-open-for-writing",
    severity="error",
    check=check,
    documentation=__doc__,
    counted="policies for writing check the tenant",
    dimensions=("constraint completeness",),
    engines=("postgresql",),
)
