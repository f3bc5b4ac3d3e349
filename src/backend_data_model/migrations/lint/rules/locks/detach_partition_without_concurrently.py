"""DETACH PARTITION without CONCURRENTLY.

## What it does

Looks for `ALTER TABLE ... DETACH PARTITION` without `CONCURRENTLY`.

## Why is this bad

It takes ACCESS EXCLUSIVE on the partitioned table, so that all its partitions stand still while it waits.

## Example

```sql
ALTER TABLE events DETACH PARTITION events_2024;
```

## Use instead

```sql
ALTER TABLE events DETACH PARTITION events_2024 CONCURRENTLY;
```

Not inside a transaction, and not where the table has a default partition.

## References

- PostgreSQL manual, ALTER TABLE, DETACH PARTITION (CONCURRENTLY since 14)
- squawk; pgfence; localtools
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.context import relation_sql
from backend_data_model.migrations.lint.rule import Rule, Violation
from backend_data_model.migrations.lint.tree import (
    definition,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    command = definition(node).partition_cmd
    if command.concurrent or not context.target_in_use:
        return
    edits = context.appended(" CONCURRENTLY") if not context.in_transaction else ()
    yield Violation(
        context.name(context.target),
        f"detaching {relation_sql(command.name)} stops reads and writes of all of {relation_sql(context.target)}",
        f"ALTER TABLE {relation_sql(context.target)} DETACH PARTITION {relation_sql(command.name)} CONCURRENTLY;",
        edits,
    )


RULE = Rule(
    code="MIG104",
    name="detach-partition-without-concurrently",
    severity="warning",
    on=("AT_DetachPartition",),
    check=check,
    documentation=__doc__,
)
