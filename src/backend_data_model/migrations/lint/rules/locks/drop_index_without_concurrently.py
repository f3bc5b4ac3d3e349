"""DROP INDEX without CONCURRENTLY.

## What it does

Looks for `DROP INDEX` without `CONCURRENTLY` of an index that this file did not make.

## Why is this bad

It takes ACCESS EXCLUSIVE on the table: short, but it waits for every running query, and all that come later wait
behind it.

## Example

```sql
DROP INDEX orders_customer_idx;
```

## Use instead

```sql
DROP INDEX CONCURRENTLY orders_customer_idx;
```

It cannot run inside a transaction, takes one index at a time and knows no CASCADE.

## References

- PostgreSQL manual, DROP INDEX
- squawk require-concurrent-index-deletion; Atlas PG102
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as pb

from backend_data_model.migrations.lint.names import dotted, parts
from backend_data_model.migrations.lint.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    if node.concurrent or node.remove_type != pb.OBJECT_INDEX:
        return
    effect = context.effect
    if effect is not None and not effect.locks:
        return
    locked = [lock for lock in effect.locks if lock.kind == "table"] if effect else []
    names = [name for name in (parts(item) for item in node.objects) if context.exists_name(name)]
    for name in names:
        if len(locked) > len(node.objects):
            yield Violation(
                ".".join(name),
                f"dropping the partitioned index {dotted(name)} stops reads and writes of all partitions meanwhile",
                f"SET lock_timeout = '5s';\n{context.sql};\n-- a partitioned index cannot be dropped concurrently",
            )
            continue
        single = len(node.objects) == 1 and node.behavior != pb.DROP_CASCADE and not context.in_transaction
        edits = context.insertion("drop index", " CONCURRENTLY") if single else ()
        if_exists = "IF EXISTS " if node.missing_ok else ""
        rewrite = f"DROP INDEX CONCURRENTLY {if_exists}{dotted(name)};"
        yield Violation(
            ".".join(name),
            f"dropping the index {dotted(name)} stops reads and writes of its table while it waits for running queries",
            rewrite,
            edits,
        )


RULE = Rule(
    code="MIG102",
    name="drop-index-without-concurrently",
    severity="warning",
    on=("drop_stmt",),
    check=check,
    documentation=__doc__,
)
