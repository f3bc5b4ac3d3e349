"""Strong locks on several tables in one transaction.

## What it does

Looks for transactions that take locks of SHARE or stronger, in several statements, on more than one table that this
file did not make; the two tables of one foreign key count as one.

## Why is this bad

The first table stays locked while the second is waited for, and two such transactions in another order end in a
deadlock.

## Example

```sql
BEGIN;
ALTER TABLE orders ADD COLUMN note text;
ALTER TABLE customers ADD COLUMN note text;
COMMIT;
```

## Use instead

```sql
ALTER TABLE orders ADD COLUMN note text;
ALTER TABLE customers ADD COLUMN note text;
```

## References

- pgfence; postgres-language-server
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    first: dict[tuple[int, int], str] = {}
    for relation, held in context.session.strong.items():
        first.setdefault((held.line, held.column), relation)
    if len(first) < 2:
        return
    names = ", ".join(first.values())
    yield Violation(
        next(iter(first.values())),
        f"this transaction keeps {len(first)} tables locked until its end: {names}",
        "one transaction for each table, so that each lock is held for a moment:\nBEGIN; ALTER TABLE ...; COMMIT;",
    )


RULE = Rule(
    code="MIG606",
    name="several-tables-in-one-transaction",
    severity="warning",
    on=("commit",),
    check=check,
    documentation=__doc__,
)
