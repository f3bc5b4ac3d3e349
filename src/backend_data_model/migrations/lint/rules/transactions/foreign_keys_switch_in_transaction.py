"""PRAGMA foreign_keys inside a transaction, where it does nothing.

## What it does

Looks for `PRAGMA foreign_keys = ...` between BEGIN and COMMIT.

## Why is this bad

It is a no-op there, and foreign keys act while tables are exchanged.

## Example

```sql
BEGIN;
PRAGMA foreign_keys = OFF;
COMMIT;
```

## Use instead

```sql
PRAGMA foreign_keys = OFF;
BEGIN;
COMMIT;
```

## References

- SQLite, PRAGMA foreign_keys
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.dialects.context import DialectContext


def check(context: DialectContext, _: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    if context.keys_switch is not None and context.in_transaction:
        yield Violation(
            "foreign_keys",
            "inside a transaction this does nothing",
            "write it before BEGIN; where a tool opens the transaction, run this file without one",
        )


RULE = Rule(
    code="MIG760",
    name="foreign-keys-switch-in-transaction",
    severity="error",
    on=("statement",),
    check=check,
    documentation=__doc__,
    engines=("sqlite",),
)
