"""Work on every row while all other writers wait.

## What it does

Looks for statements that build an index, or read or write every row of a table in use.

## Why is this bad

SQLite has one writer at a time: from here to COMMIT every other writer gets SQLITE_BUSY or waits.

## Example

```sql
CREATE INDEX orders_note ON orders (note);
```

## Use instead

```sql
ALTER TABLE orders ADD COLUMN note TEXT;
```

Where the index is needed, set `busy_timeout` in the application so that writers wait instead of failing.

## References

- SQLite, File Locking And Concurrency; Write-Ahead Logging
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.rule import Rule, Violation
from backend_data_model.migrations.notes.effects import work_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.dialects.context import DialectContext


def check(context: DialectContext, _: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    effect = context.effect
    tables = sorted({change.table for change in context.changes if context.in_use(change.table)} - context.rebuilt)
    if effect.works and tables:
        yield Violation(
            tables[0],
            f"{'; '.join(work_in_words(effect))}, and all other writers wait until it commits",
            "set a busy_timeout in the application, and run it alone in its transaction in a quiet hour",
        )


RULE = Rule(
    code="MIG160",
    name="work-under-the-write-lock",
    severity="warning",
    on=("statement",),
    check=check,
    documentation=__doc__,
    engines=("sqlite",),
)
