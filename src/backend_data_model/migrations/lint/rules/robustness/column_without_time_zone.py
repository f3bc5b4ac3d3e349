"""A new column of type timestamp, without time zone.

## What it does

Looks for new columns of type `timestamp` (without time zone).

## Why is this bad

It says no moment: two sessions with different time zones write different things for the same one. The change to
timestamptz rewrites the table, unless the session's time zone is UTC.

## Example

```sql
ALTER TABLE orders ADD COLUMN paid_at timestamp;
```

## Use instead

```sql
ALTER TABLE orders ADD COLUMN paid_at timestamptz;
```

## References

- PostgreSQL wiki, "Don't Do This", timestamp
- squawk prefer-timestamp-tz; pgfence; postgres-language-server
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
    yield Violation(
        f"{context.name(context.target)}.{node.colname}",
        f"{quoted(node.colname)} does not say which moment is meant",
        f"{quoted(node.colname)} timestamptz",
    )


RULE = Rule(
    code="MIG708",
    name="column-without-time-zone",
    severity="warning",
    on=("type timestamp",),
    check=check,
    documentation=__doc__,
)
