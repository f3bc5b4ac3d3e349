"""A column added with a volatile default.

## What it does

Looks for `ADD COLUMN ... DEFAULT` with a volatile function, such as `gen_random_uuid()` or `clock_timestamp()`, on a
table that this file did not make. Functions that are not known count as volatile, which is what they are unless
declared otherwise.

## Why is this bad

Each row gets a value of its own, so the table is rewritten under ACCESS EXCLUSIVE. A constant or `now()` is stored
once.

## Example

```sql
ALTER TABLE orders ADD COLUMN token uuid DEFAULT gen_random_uuid();
```

## Use instead

```sql
ALTER TABLE orders ADD COLUMN token uuid;
ALTER TABLE orders ALTER COLUMN token SET DEFAULT gen_random_uuid();
-- then fill the old rows in batches
```

## References

- PostgreSQL manual, ALTER TABLE, ADD COLUMN
- squawk adding-field-with-default; Atlas PG302; strong_migrations
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.engines.postgresql.read_types import type_text
from backend_data_model.migrations.lint.context import relation_sql
from backend_data_model.migrations.lint.names import quoted
from backend_data_model.migrations.lint.rule import Rule, Violation
from backend_data_model.migrations.lint.tree import (
    default_of,
    definition,
    volatile_call,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    if not context.target_in_use or context.harmless:
        return
    column = definition(node).column_def
    default = default_of(column)
    call = volatile_call(default) if default is not None else None
    if call is None:
        return
    table, name = relation_sql(context.target), quoted(column.colname)
    yield Violation(
        f"{context.name(context.target)}.{column.colname}",
        f"the default calls {call}(), which is volatile: {table} is rewritten under ACCESS EXCLUSIVE",
        f"ALTER TABLE {table} ADD COLUMN {name} {type_text(column.type_name)};\n"
        f"ALTER TABLE {table} ALTER COLUMN {name} SET DEFAULT ...;\n"
        f"-- then, in batches: UPDATE {table} SET {name} = DEFAULT WHERE {name} IS NULL AND ...;",
    )


RULE = Rule(
    code="MIG203",
    name="column-with-volatile-default",
    severity="error",
    on=("AT_AddColumn",),
    check=check,
    documentation=__doc__,
)
