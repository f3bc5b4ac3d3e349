"""ALGORITHM or LOCK that the server does not take for the change.

## What it does

Looks for an ALGORITHM or LOCK that asks for more than the version can do on the table that is known.

## Why is this bad

The server refuses the statement (errors 1845 and 1846), and the migration stops half-way: what stands before it has
been committed.

## Example

```sql
ALTER TABLE orders ADD INDEX by_total (total), ALGORITHM=INSTANT;
```

## Use instead

```sql
ALTER TABLE orders ADD INDEX by_total (total), ALGORITHM=INPLACE, LOCK=NONE;
```

## References

- MySQL 8.4 manual, 17.12.1 Online DDL Operations
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
    if found is not None and found.refused and context.copied is not None:
        yield Violation(
            context.copied.name,
            f"{context.target.label if context.target else 'the server'} refuses this: {found.refused}",
            f"{found.safe};" if found.safe else "",
        )


RULE = Rule(
    code="MIG153",
    name="algorithm-not-supported",
    severity="error",
    on=("statement",),
    check=check,
    documentation=__doc__,
    engines=("mysql", "mariadb"),
)
