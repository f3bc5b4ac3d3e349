"""A column renamed.

## What it does

Looks for `RENAME COLUMN` on a table or view, or an attribute of a type, that this file did not make.

## Why is this bad

Code that still runs names the old column and fails until it is replaced everywhere.

## Example

```sql
ALTER TABLE users RENAME COLUMN email TO email_address;
```

## Use instead

```sql
ALTER TABLE users ADD COLUMN email_address text;
-- a trigger that writes both, a backfill in batches, the switch of the code, and in a later release:
-- ALTER TABLE users DROP COLUMN email;
```

## References

- PostgreSQL manual, ALTER TABLE, RENAME COLUMN
- squawk renaming-column; Atlas BC102; strong_migrations
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as pb

from backend_data_model.migrations.lint.context import relation_sql
from backend_data_model.migrations.lint.names import quoted
from backend_data_model.migrations.lint.rule import ALL_ENGINES, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context
    from backend_data_model.migrations.lint.dialects.context import DialectContext


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    if node.rename_type not in {pb.OBJECT_COLUMN, pb.OBJECT_ATTRIBUTE} or not context.target_in_use:
        return
    table, old, new = relation_sql(context.target), quoted(node.subname), quoted(node.newname)
    yield Violation(
        f"{context.name(context.target)}.{node.subname}",
        f"code that names {old} of {table} fails once it is called {new}",
        f"ALTER TABLE {table} ADD COLUMN {new} ...;\n"
        f"-- a trigger that writes both; then, in batches: UPDATE {table} SET {new} = {old} WHERE ...;\n"
        f"-- then switch the code; in a later release: ALTER TABLE {table} DROP COLUMN {old};",
    )


def elsewhere(context: DialectContext, _: Any) -> Iterator[Violation]:
    """MySQL, MariaDB and SQLite."""
    for change in context.of("rename column"):
        yield Violation(
            change.object,
            f"code that names {change.object} fails once it is called {change.new}",
            "add the new column, write both, fill it in batches, switch the code; drop the old one a release later",
        )


RULE = Rule(
    code="MIG402",
    name="rename-column",
    severity="error",
    on=("rename_stmt",),
    check=check,
    documentation=__doc__,
    engines=ALL_ENGINES,
    elsewhere=elsewhere,
)
