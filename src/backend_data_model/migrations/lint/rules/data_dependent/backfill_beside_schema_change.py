"""Rows changed in the transaction that changes the schema.

## What it does

Looks for `UPDATE`, `DELETE` and `INSERT ... SELECT` in a transaction that already holds ACCESS EXCLUSIVE on a table
in use.

## Why is this bad

Readers and writers wait behind that lock until the rows are done, and all goes back if one of them fails.

## Example

```sql
BEGIN;
ALTER TABLE orders ADD COLUMN state text;
UPDATE orders SET state = 'open' WHERE state IS NULL;
COMMIT;
```

## Use instead

```sql
ALTER TABLE orders ADD COLUMN state text;
-- in a later migration, in batches, each committed by itself
UPDATE orders SET state = 'open' WHERE state IS NULL AND id BETWEEN 1 AND 10000;
```

## References

- strong_migrations, "Backfilling data"; online_migrations; pgfence; excellent_migrations
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    held = context.session.strong
    if not context.in_transaction or not held or not context.target_in_use:
        return
    if context.statement.kind == "insert_stmt" and not node.select_stmt.select_stmt.from_clause:
        return
    relation, lock = next(iter(held.items()))
    yield Violation(
        context.name(context.target),
        f"rows are changed while {lock.mode} on {relation} is held (since line {lock.line})",
        f"COMMIT;\n-- then, in batches, each committed by itself:\n{context.sql};",
    )


RULE = Rule(
    code="MIG503",
    name="backfill-beside-schema-change",
    severity="warning",
    on=("update_stmt", "delete_stmt", "insert_stmt"),
    check=check,
    documentation=__doc__,
)
