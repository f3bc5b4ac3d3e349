"""NOT VALID and VALIDATE in one transaction.

## What it does

Looks for `VALIDATE CONSTRAINT` of a constraint that was added in the same transaction.

## Why is this bad

The strong lock of ADD CONSTRAINT is held until the end of the transaction, so that others wait while all rows are
read: nothing is won.

## Example

```sql
BEGIN;
ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;
COMMIT;
```

## Use instead

```sql
ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;
```

## References

- PostgreSQL manual, ALTER TABLE, ADD table_constraint NOT VALID
- squawk constraint-missing-not-valid; strong_migrations; pgfence
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    line = context.session.unvalidated.get((context.name(context.target), node.name))
    if line is None or not context.target_in_use:
        return
    yield Violation(
        f"{context.name(context.target)}.{node.name}",
        f"the lock of ADD CONSTRAINT (line {line}) is still held while all rows are read",
        f"COMMIT;\n{context.sql};",
    )


RULE = Rule(
    code="MIG602",
    name="validate-in-same-transaction",
    severity="error",
    on=("AT_ValidateConstraint",),
    check=check,
    documentation=__doc__,
)
