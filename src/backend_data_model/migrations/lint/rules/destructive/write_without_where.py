"""UPDATE or DELETE of every row.

## What it does

Looks for `UPDATE` and `DELETE` without `WHERE` on a table that this file did not make.

## Why is this bad

All rows change in one transaction: each stays locked until the end, the table may double in size, and a forgotten
condition loses data.

## Example

```sql
UPDATE orders SET state = 'open';
```

## Use instead

```sql
UPDATE orders SET state = 'open' WHERE state IS NULL AND id BETWEEN 1 AND 10000;
-- and on in key ranges, each committed by itself
```

## References

- PostgreSQL manual, UPDATE; DELETE
- pgfence; diesel-guard; localtools
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.context import relation_sql
from backend_data_model.migrations.lint.rule import ALL_ENGINES, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context
    from backend_data_model.migrations.lint.dialects.context import DialectContext


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    if node.HasField("where_clause") or not context.target_in_use:
        return
    table = relation_sql(context.target)
    verb = "UPDATE" if context.statement.kind == "update_stmt" else "DELETE"
    change = f"UPDATE {table} SET ..." if verb == "UPDATE" else f"DELETE FROM {table}"
    yield Violation(
        context.name(context.target),
        f"this {verb} has no WHERE: it changes every row of {table} in one transaction",
        f"{change} WHERE id >= ... AND id < ...;\n-- in key ranges, each committed by itself",
    )


def elsewhere(context: DialectContext, _: Any) -> Iterator[Violation]:
    """MySQL, MariaDB and SQLite."""
    for change in context.of("write without where"):
        yield Violation(
            change.object,
            f"this changes every row of {change.table} in one statement",
            "say which rows with WHERE, and work through them in batches that commit",
        )


RULE = Rule(
    code="MIG305",
    name="write-without-where",
    severity="error",
    on=("update_stmt", "delete_stmt"),
    check=check,
    documentation=__doc__,
    engines=ALL_ENGINES,
    elsewhere=elsewhere,
)
