"""CREATE INDEX CONCURRENTLY IF NOT EXISTS that may keep an invalid index.

## What it does

Looks for `CREATE INDEX CONCURRENTLY IF NOT EXISTS` without a `DROP INDEX` of the same name before it.

## Why is this bad

A build that failed leaves an invalid index of that name: no query uses it, every write pays for it, and IF NOT EXISTS
takes it for the real one.

## Example

```sql
CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_customer_idx ON orders (customer_id);
```

## Use instead

```sql
DROP INDEX CONCURRENTLY IF EXISTS orders_customer_idx;
CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_customer_idx ON orders (customer_id);
```

## References

- PostgreSQL manual, CREATE INDEX, "Building Indexes Concurrently"
- measured: CREATE INDEX IF NOT EXISTS of an existing index still takes its lock
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.names import quoted
from backend_data_model.migrations.lint.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    if not (node.concurrent and node.if_not_exists) or not context.exists(node.relation):
        return
    schema = f"{quoted(node.relation.schemaname)}." if node.relation.schemaname else ""
    name = f"{schema}{quoted(node.idxname)}"
    if name in context.session.dropped:
        return
    yield Violation(
        name,
        f"an invalid index {name} left by a failed try would be taken for the real one",
        f"SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid;\n"
        f"-- and where it is listed: DROP INDEX CONCURRENTLY {name};",
    )


RULE = Rule(
    code="MIG702",
    name="if-not-exists-keeps-invalid-index",
    severity="info",
    on=("index_stmt",),
    check=check,
    documentation=__doc__,
)
