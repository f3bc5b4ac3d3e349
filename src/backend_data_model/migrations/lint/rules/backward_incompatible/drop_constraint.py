"""A constraint dropped that code relies on.

## What it does

Looks for `DROP CONSTRAINT` on a table that this file did not make, but for the helper CHECK of a NOT NULL made in the
same file.

## Why is this bad

What it refused gets in from now on. Dropping a foreign key locks the table it refers to with ACCESS EXCLUSIVE as
well; dropping a unique constraint breaks `ON CONFLICT` that names its columns.

## Example

```sql
ALTER TABLE orders DROP CONSTRAINT orders_customer_fkey;
```

## Use instead

```sql
SET lock_timeout = '5s';
-- bdm: ignore[MIG405] no code relies on it since release 12
ALTER TABLE orders DROP CONSTRAINT orders_customer_fkey;
```

## References

- PostgreSQL manual, ALTER TABLE, DROP CONSTRAINT
- Atlas CD101; squawk; pgfence
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.context import relation_sql
from backend_data_model.migrations.lint.names import quoted
from backend_data_model.migrations.lint.rule import Rule, Violation
from backend_data_model.migrations.lint.tree import (
    definition,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    if not context.target_in_use or (context.name(context.target), node.name) in context.session.constraints:
        return
    table = relation_sql(context.target)
    again = any(
        definition(other.alter_table_cmd).constraint.conname == node.name for other in context.statement.body.cmds
    )
    if again:
        return
    yield Violation(
        f"{context.name(context.target)}.{node.name}",
        f"{table} takes from here on what {quoted(node.name)} refused",
        f"SET lock_timeout = '5s';\nALTER TABLE {table} DROP CONSTRAINT {quoted(node.name)};"
        "\n-- once no code relies on it",
    )


RULE = Rule(
    code="MIG405",
    name="drop-constraint",
    severity="warning",
    on=("AT_DropConstraint",),
    check=check,
    documentation=__doc__,
)
