"""A transaction that the file begins and never ends.

## What it does

Looks for a `BEGIN` without `COMMIT` or `ROLLBACK` at the end of the file.

## Why is this bad

psql throws the changes away when it ends, without an error.

## Example

```sql
BEGIN;
ALTER TABLE orders ADD COLUMN note text;
```

## Use instead

```sql
BEGIN;
ALTER TABLE orders ADD COLUMN note text;
COMMIT;
```

## References

- squawk ban-uncommitted-transaction; pgfence
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.fixes import Edit
from backend_data_model.migrations.lint.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    began = context.session.began
    if began is None or not context.session.explicit:
        return
    end = len(began.piece.text.rstrip())
    text = began.piece.text[:end]
    yield Violation(
        "transaction",
        "the transaction that begins here is never committed",
        "COMMIT;",
        (Edit(end, end, "\nCOMMIT;" if text.endswith(";") else ";\nCOMMIT;"),),
        at=(began.piece, began.offset),
    )


RULE = Rule(
    code="MIG608",
    name="uncommitted-transaction",
    severity="error",
    on=("end",),
    check=check,
    documentation=__doc__,
)
