"""ALTER TABLE statements that could be one.

## What it does

Looks for an `ALTER TABLE` that directly follows another of the same table in one transaction.

## Why is this bad

Each statement goes over the table again where it has work to do; one with several commands does it once.

## Example

```sql
BEGIN;
ALTER TABLE orders ADD COLUMN note text;
ALTER TABLE orders ADD COLUMN tag text;
COMMIT;
```

## Use instead

```sql
ALTER TABLE orders ADD COLUMN note text, ADD COLUMN tag text;
```

## References

- eugene W12; postgres-language-server multiple-alter-table
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.context import relation_sql
from backend_data_model.migrations.lint.rule import Rule, Violation
from backend_data_model.migrations.lint.tree import (
    definition,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    before = context.previous
    if before is None or before.kind != "alter_table_stmt" or not context.in_transaction or not context.target_in_use:
        return
    if context.name(before.body.relation) != context.name(context.target):
        return
    if any(definition(item.alter_table_cmd).constraint.skip_validation for item in before.body.cmds):
        return
    yield Violation(
        context.name(context.target),
        f"the statement before changes {relation_sql(context.target)} as well: one ALTER TABLE can do both",
        f"ALTER TABLE {relation_sql(context.target)} ..., ...;",
    )


RULE = Rule(
    code="MIG610",
    name="mergeable-alter-tables",
    severity="info",
    on=("alter_table_stmt",),
    check=check,
    documentation=__doc__,
)
