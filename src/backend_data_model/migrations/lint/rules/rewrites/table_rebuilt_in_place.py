"""ALTER TABLE that writes every row anew, beside the traffic.

## What it does

Looks for changes that run with LOCK=NONE but rebuild the table.

## Why is this bad

Others read and write meanwhile, but the table is on the disk twice, changes gather in a log that may overflow (error
1799), and the replicas fall behind for as long as they do it again.

## Example

```sql
ALTER TABLE orders ROW_FORMAT=DYNAMIC, ALGORITHM=INPLACE, LOCK=NONE;
```

## Use instead

```sql
ALTER TABLE orders ADD COLUMN note text, ALGORITHM=INSTANT;
```

Where a rebuild is meant, gh-ost does it with the replicas in view.

## References

- MySQL 8.4 manual, 17.12.1 Online DDL Operations; innodb_online_alter_log_max_size
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.dialects.context import DialectContext


def check(context: DialectContext, _: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    found = context.prediction
    if found is None or found.online is None or found.refused or context.copied is None:
        return
    name = context.copied.name
    if found.online.rebuilds and not found.online.blocks_writes and context.in_use(name):
        yield Violation(
            name,
            f"this writes every row of {name} anew; others go on, but replicas fall behind",
            "run it in a quiet hour, or let gh-ost do it, which can be slowed down and paused",
        )


RULE = Rule(
    code="MIG250",
    name="table-rebuilt-in-place",
    severity="warning",
    on=("statement",),
    check=check,
    documentation=__doc__,
    engines=("mysql", "mariadb"),
)
