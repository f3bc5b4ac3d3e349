"""SET LOGGED, SET UNLOGGED, SET TABLESPACE or SET ACCESS METHOD on a table in use.

## What it does

Looks for these commands on a table or index that this file did not make.

## Why is this bad

The whole table is copied under ACCESS EXCLUSIVE.

## Example

```sql
ALTER TABLE staging SET LOGGED;
```

## Use instead

```sql
CREATE TABLE staging_new (LIKE staging INCLUDING ALL);
-- dual writes, a backfill in batches, then the switch
```

## References

- PostgreSQL manual, ALTER TABLE, SET LOGGED, SET TABLESPACE, SET ACCESS METHOD
- pgfence; localtools
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
    if not context.target_in_use or context.harmless:
        return
    table = relation_sql(context.target)
    yield Violation(
        context.name(context.target),
        f"this copies all of {table} under ACCESS EXCLUSIVE",
        f"CREATE TABLE {quoted(context.target.relname + '_new')} (LIKE {table} INCLUDING ALL);\n"
        "-- dual writes, a backfill in batches, then the switch; or in a maintenance window",
    )


RULE = Rule(
    code="MIG207",
    name="table-rewritten-by-option",
    severity="error",
    on=("AT_SetLogged", "AT_SetUnLogged", "AT_SetTableSpace", "AT_SetAccessMethod"),
    check=check,
    documentation=__doc__,
)
