"""A column type changed in place.

## What it does

Looks for `ALTER COLUMN ... TYPE` on a table that this file did not make, unless the schema shows that the change is
free, such as a wider varchar.

## Why is this bad

Most changes rewrite the table and its indexes under ACCESS EXCLUSIVE, and code that runs meanwhile may not expect the
new type.

## Example

```sql
ALTER TABLE orders ALTER COLUMN id TYPE bigint;
```

## Use instead

```sql
ALTER TABLE orders ADD COLUMN id_new bigint;
-- a trigger that writes both, a backfill in batches, an index, and in a later release the switch
```

## References

- PostgreSQL manual, ALTER TABLE, SET DATA TYPE
- squawk changing-column-type; eugene E5; Atlas PG301; strong_migrations
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.engines.postgresql.read_types import type_text
from backend_data_model.migrations.lint.context import relation_sql
from backend_data_model.migrations.lint.names import generated_name, quoted
from backend_data_model.migrations.lint.rule import Rule, Violation
from backend_data_model.migrations.lint.tree import (
    definition,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    if not context.target_in_use or context.harmless:
        return
    table, column = relation_sql(context.target), node.name
    to = type_text(definition(node).column_def.type_name)
    new = quoted(generated_name(column, "new"))
    known = context.effect is not None
    free = definition(node).column_def
    if not known and to == "text" and not free.HasField("raw_default"):
        may = "rewrites the table, unless the column was a varchar"
    else:
        may = (
            "rewrites the table" if known else "rewrites the table, unless the old type is compatible (--schema tells)"
        )
    yield Violation(
        f"{context.name(context.target)}.{column}",
        f"changing {quoted(column)} of {table} to {to} {may}, under ACCESS EXCLUSIVE",
        f"ALTER TABLE {table} ADD COLUMN {new} {to};\n"
        f"-- a trigger that writes both; then, in batches: UPDATE {table} SET {new} = {quoted(column)} WHERE ...;\n"
        "-- then switch the code, and drop the old column in a later release",
        severity="error" if known else "warning",
    )


RULE = Rule(
    code="MIG206",
    name="column-type-change",
    severity="error",
    on=("AT_AlterColumnType",),
    check=check,
    documentation=__doc__,
)
