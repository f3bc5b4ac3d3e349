"""DROP NOT NULL of a column that code reads.

## What it does

Looks for `ALTER COLUMN ... DROP NOT NULL` on a table that this file did not make.

## Why is this bad

Code that was written for a column without nulls meets them: it fails, or counts wrongly.

## Example

```sql
ALTER TABLE orders ALTER COLUMN total DROP NOT NULL;
```

## Use instead

```sql
-- bdm: ignore[MIG404] all code that reads it copes with null
ALTER TABLE orders ALTER COLUMN total DROP NOT NULL;
```

## References

- squawk ban-drop-not-null; pgfence; diesel-guard
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.context import relation_sql
from backend_data_model.migrations.lint.names import quoted
from backend_data_model.migrations.lint.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    if context.target_in_use:
        table = relation_sql(context.target)
        yield Violation(
            f"{context.name(context.target)}.{node.name}",
            f"code that reads {quoted(node.name)} of {table} may not expect null",
            f"{context.sql};\n-- only once all code that reads it copes with null",
        )


RULE = Rule(
    code="MIG404",
    name="drop-not-null",
    severity="warning",
    on=("AT_DropNotNull",),
    check=check,
    documentation=__doc__,
)
