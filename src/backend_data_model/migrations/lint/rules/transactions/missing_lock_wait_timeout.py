"""Change of a table without lock_wait_timeout.

## What it does

Looks for the first change of a table in use before any `SET SESSION lock_wait_timeout`.

## Why is this bad

Even an INSTANT change waits for the metadata lock behind open transactions, by default for a year, and every later
query on the table waits behind it.

## Example

```sql
ALTER TABLE orders ADD COLUMN note text, ALGORITHM=INSTANT;
```

## Use instead

```sql
SET SESSION lock_wait_timeout = 2;
ALTER TABLE orders ADD COLUMN note text, ALGORITHM=INSTANT;
```

## References

- MySQL 8.4 manual, 10.11.4 Metadata Locking; lock_wait_timeout
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.fixes import Edit
from backend_data_model.migrations.lint.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.dialects.context import DialectContext


def check(context: DialectContext, _: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    if context.waits_briefly or context.copied is None or not context.in_use(context.copied.name):
        return
    if context.first("lock_wait_timeout"):
        wait = "SET SESSION lock_wait_timeout = 2;\n"
        edits = (Edit(context.offset, context.offset, wait),)
        message = f"this waits for a metadata lock on {context.copied.name}, and all later queries wait behind it"
        yield Violation(
            context.copied.name, message, f"{wait}-- and run it again a little later when it ends with 1205", edits
        )


RULE = Rule(
    code="MIG750",
    name="missing-lock-wait-timeout",
    severity="warning",
    on=("statement",),
    check=check,
    documentation=__doc__,
    engines=("mysql", "mariadb"),
)
