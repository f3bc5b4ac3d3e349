"""CREATE INDEX without CONCURRENTLY on a table in use.

## What it does

Looks for `CREATE INDEX` without `CONCURRENTLY` on a table that this file did not make.

## Why is this bad

The build holds a SHARE lock: every INSERT, UPDATE and DELETE waits until the index is done.

## Example

```sql
CREATE INDEX orders_customer_idx ON orders (customer_id);
```

## Use instead

```sql
CREATE INDEX CONCURRENTLY orders_customer_idx ON orders (customer_id);
```

It cannot run inside a transaction, and leaves an invalid index behind when it fails, which has to be dropped before
the next try. On a partitioned table: an index ON ONLY the parent, one built concurrently on each partition, then
ALTER INDEX ... ATTACH PARTITION.

## References

- PostgreSQL manual, CREATE INDEX, "Building Indexes Concurrently"
- squawk require-concurrent-index-creation; Atlas PG101; strong_migrations
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
    if node.concurrent or not context.exists(node.relation):
        return
    if context.effect is not None and not context.effect.index_builds:
        return
    if not node.relation.inh:
        return
    words = "create unique index" if node.unique else "create index"
    edits = context.insertion(words, " CONCURRENTLY")
    rewrite = context.edited(edits)
    if context.in_transaction:
        rewrite = f"COMMIT;\n{rewrite}\n-- outside of any transaction"
        edits = ()
    yield Violation(
        context.name(node.relation),
        f"building this index blocks writes to {relation_sql(node.relation)} until it is done",
        rewrite,
        edits,
    )


RULE = Rule(
    code="MIG101",
    name="index-without-concurrently",
    severity="error",
    on=("index_stmt",),
    check=check,
    documentation=__doc__,
)
