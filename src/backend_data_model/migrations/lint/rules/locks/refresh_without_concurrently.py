"""REFRESH MATERIALIZED VIEW without CONCURRENTLY.

## What it does

Looks for `REFRESH MATERIALIZED VIEW` without `CONCURRENTLY` of a view that this file did not make.

## Why is this bad

It holds ACCESS EXCLUSIVE while the query runs: nobody can read the view meanwhile.

## Example

```sql
REFRESH MATERIALIZED VIEW monthly_sales;
```

## Use instead

```sql
REFRESH MATERIALIZED VIEW CONCURRENTLY monthly_sales;
```

It needs a unique index over plain columns of the view, without WHERE.

## References

- PostgreSQL manual, REFRESH MATERIALIZED VIEW
- pgfence; diesel-guard; postgres-language-server
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.context import relation_sql
from backend_data_model.migrations.lint.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    if node.concurrent or node.skip_data or not context.exists(node.relation):
        return
    yield Violation(
        context.name(node.relation),
        f"nobody can read {relation_sql(node.relation)} while it is refreshed",
        f"REFRESH MATERIALIZED VIEW CONCURRENTLY {relation_sql(node.relation)};",
    )


RULE = Rule(
    code="MIG105",
    name="refresh-without-concurrently",
    severity="warning",
    on=("refresh_mat_view_stmt",),
    check=check,
    documentation=__doc__,
)
