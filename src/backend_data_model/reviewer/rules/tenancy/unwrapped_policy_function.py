"""A policy that asks for the session's setting once for every row (PostgreSQL).

## What it does

Looks in policies for calls of current_setting, auth.uid, auth.jwt, auth.role and auth.email outside of a `(SELECT
...)`.

## Why is this bad

The planner evaluates a `(SELECT f())` once and can use an index on the column it is compared with; a bare call may
be made for each row. On 200,000 rows: 429 ms bare, 18 ms wrapped.

## Example

```sql
USING (tenant_id = current_setting('app.current_tenant_id', true)::bigint)
```

## Use instead

```sql
USING (tenant_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint))
```

## References

- Supabase splinter, lint 0003 auth_rls_initplan
- PostgreSQL manual, 5.9 "Row Security Policies"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place, some
from backend_data_model.reviewer.facts.expressions import calls, calls_outside_subqueries
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


_SESSION = frozenset({"current_setting", "auth.uid", "auth.jwt", "auth.role", "auth.email"})


def check(context: Context) -> Iterator[Outcome]:
    """Check each policy that asks for the session's settings."""
    for policy in context.schema.policies:
        texts = [text for text in (policy.using, policy.check) if text]
        bare = list(dict.fromkeys(name for text in texts for name in calls_outside_subqueries(text, _SESSION)))
        if not bare:
            if any(calls(text, _SESSION) for text in texts):
                yield PASSED
            continue
        table = context.policy_table(policy)
        yield Violation(
            f"{place(table) if table else policy.table}.{policy.name}",
            f"the policy {policy.name} of {policy.table} calls {some(bare)} for each row",
            "wrap the call: (SELECT ...)",
            policy.position or (table.position if table else None),
        )


RULE = Rule(
    code="BDM707",
    name="unwrapped-policy-function",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="policies ask for the session's setting once",
    dimensions=("index coverage",),
    engines=("postgresql",),
)
