"""A value of an enum renamed.

## What it does

Looks for `ALTER TYPE ... RENAME VALUE`.

## Why is this bad

Code that still runs writes and compares the old value, which is now an error.

## Example

```sql
ALTER TYPE order_state RENAME VALUE 'open' TO 'pending';
```

## Use instead

```sql
ALTER TYPE order_state ADD VALUE 'pending';
-- write the new value, change the old rows in batches, and leave the old value be
```

## References

- PostgreSQL manual, ALTER TYPE
- strong_migrations rename_enum_value; online_migrations
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.names import dotted
from backend_data_model.migrations.lint.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    if not node.old_val:
        return
    name = dotted(item.string.sval for item in node.type_name)
    value = node.new_val.replace("'", "''")
    yield Violation(
        name,
        f"code that writes or compares '{node.old_val}' of {name} fails",
        f"ALTER TYPE {name} ADD VALUE '{value}';\n-- then change the rows in batches, and leave the old value be",
    )


RULE = Rule(
    code="MIG407",
    name="rename-enum-value",
    severity="error",
    on=("alter_enum_stmt",),
    check=check,
    documentation=__doc__,
)
