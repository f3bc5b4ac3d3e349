"""ADD COLUMN of a kind that SQLite refuses.

## What it does

Looks for ADD COLUMN with PRIMARY KEY or UNIQUE, STORED, NOT NULL without a default, a default that is no constant, or
REFERENCES with a default.

## Why is this bad

SQLite refuses it, some of them only once the table has rows: the test passes and production fails.

## Example

```sql
ALTER TABLE orders ADD COLUMN created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP;
```

## Use instead

```sql
ALTER TABLE orders ADD COLUMN created_at TEXT;
```

Fill it in batches; where it must be NOT NULL, rebuild the table.

## References

- SQLite, ALTER TABLE, "ALTER TABLE ADD COLUMN"
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.dialects.sqlite_reading import why_not_added
from backend_data_model.migrations.lint.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.dialects.context import DialectContext


def check(context: DialectContext, _: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    for change in context.of("add column"):
        reason = why_not_added(context.sql)
        if reason:
            yield Violation(
                change.object,
                f"SQLite refuses this on a table with rows: {reason}",
                "add it without that, or rebuild the table: `bdm plan` writes the rebuild",
            )


RULE = Rule(
    code="MIG660",
    name="column-that-sqlite-cannot-add",
    severity="error",
    on=("statement",),
    check=check,
    documentation=__doc__,
    engines=("sqlite",),
)
