"""A policy that compares a column which no index begins with (PostgreSQL).

## What it does

For each policy whose USING compares a column of the table for equality looks for an index, unique constraint or
primary key that begins with that column.

## Why is this bad

The policy is part of every query. Without the index each of them reads the rows of all tenants to keep those of
one.

## Example

```sql
CREATE POLICY orders_tenant ON orders USING (tenant_id = (SELECT current_tenant()));
```

## Use instead

```sql
CREATE INDEX index_orders_on_tenant_id ON orders (tenant_id);
```

## References

- Supabase documentation, "RLS Performance and Best Practices"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.facts.expressions import names_outside_subqueries
from backend_data_model.reviewer.facts.keys import is_led_by
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.model.schema import Policy, Table
    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Check each column that a table's policies compare, once."""
    for table in context.root_tables:
        compared: dict[str, Policy] = {}
        for policy in context.policies_of(table):
            for name in _compared(table, policy.using or ""):
                compared.setdefault(name, policy)
        for name, policy in compared.items():
            if is_led_by(table, [name]):
                yield PASSED
                continue
            yield Violation(
                place(table, [name]),
                f"the policy {policy.name} compares {place(table, [name])} in every query, and no index begins with it",
                f"create an index on {place(table)} that begins with {name}",
                policy.position or table.position,
            )


def _compared(table: Table, using: str) -> list[str]:
    tokens = names_outside_subqueries(using)
    found: list[str] = []
    for place_, token in enumerate(tokens):
        beside = (*tokens[max(place_ - 1, 0) : place_], *tokens[place_ + 1 : place_ + 2])
        if "=" in beside and table.column(token) is not None and token not in found:
            found.append(token)
    return found


RULE = Rule(
    code="BDM709",
    name="policy-column-without-index",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="columns compared in policies are indexed",
    dimensions=("index coverage",),
    engines=("postgresql",),
)
