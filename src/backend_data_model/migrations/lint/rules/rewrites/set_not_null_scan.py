"""SET NOT NULL that reads the whole table.

## What it does

Looks for `ALTER COLUMN ... SET NOT NULL` on a table that this file did not make, unless a validated CHECK is known to
prove it.

## Why is this bad

All rows are read under ACCESS EXCLUSIVE, and one null makes it fail.

## Example

```sql
ALTER TABLE orders ALTER COLUMN total SET NOT NULL;
```

## Use instead

```sql
ALTER TABLE orders ADD CONSTRAINT orders_total_not_null CHECK (total IS NOT NULL) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT orders_total_not_null;
ALTER TABLE orders ALTER COLUMN total SET NOT NULL;
ALTER TABLE orders DROP CONSTRAINT orders_total_not_null;
```

On PostgreSQL 18 and later: ADD CONSTRAINT ... NOT NULL total NOT VALID, then VALIDATE CONSTRAINT. Each statement in a
transaction of its own.

## References

- PostgreSQL manual, ALTER TABLE, SET NOT NULL (a validated CHECK proves it since 12; NOT NULL ... NOT VALID since 18)
- squawk adding-not-nullable-field; eugene E2; Atlas PG303
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.context import relation_sql
from backend_data_model.migrations.lint.names import generated_name, quoted
from backend_data_model.migrations.lint.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    if not context.target_in_use or context.harmless:
        return
    key = f"{context.name(context.target)}.{node.name}"
    if key in context.session.proven:
        return
    table, column = relation_sql(context.target), quoted(node.name)
    name = quoted(generated_name(context.target.relname, node.name, "not_null"))
    validate = f"ALTER TABLE {table} VALIDATE CONSTRAINT {name};"
    if context.version >= 18:
        rewrite = f"ALTER TABLE {table} ADD CONSTRAINT {name} NOT NULL {column} NOT VALID;\n{validate}"
    else:
        rewrite = (
            f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({column} IS NOT NULL) NOT VALID;\n{validate}\n"
            f"ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL;\n"
            f"ALTER TABLE {table} DROP CONSTRAINT {name};"
        )
    single = len(context.statement.body.cmds) == 1 and not context.in_transaction
    yield Violation(
        key,
        f"setting {column} NOT NULL stops reads and writes of {table} while all rows are read",
        rewrite,
        context.replaced(rewrite) if single else (),
    )


RULE = Rule(
    code="MIG202",
    name="set-not-null-scan",
    severity="error",
    on=("AT_SetNotNull",),
    check=check,
    documentation=__doc__,
)
