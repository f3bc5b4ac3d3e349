"""DROP COLUMN of a column that may hold data.

## What it does

Looks for `ALTER TABLE ... DROP COLUMN` on a table that this file did not make.

## Why is this bad

Its values are gone, and code that still names it fails: an ORM names every column that it knew when it started.

## Example

```sql
ALTER TABLE orders DROP COLUMN legacy_code;
```

## Use instead

```sql
ALTER TABLE orders ALTER COLUMN legacy_code DROP NOT NULL;
-- in the next release, once no code names it: ALTER TABLE orders DROP COLUMN legacy_code;
```

## References

- PostgreSQL manual, ALTER TABLE, DROP COLUMN
- squawk ban-drop-column; Atlas DS103; strong_migrations
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
    if not context.target_in_use:
        return
    table = relation_sql(context.target)
    cascade = ", and CASCADE takes what depends on it" if node.behavior == pb.DROP_CASCADE else ""
    yield Violation(
        f"{context.name(context.target)}.{node.name}",
        f"dropping {quoted(node.name)} of {table} loses its values, and code that still names it fails{cascade}",
        f"ALTER TABLE {table} ALTER COLUMN {quoted(node.name)} DROP NOT NULL;\n"
        "-- stop using it; DROP COLUMN in a later release",
    )


def elsewhere(context: DialectContext, _: Any) -> Iterator[Violation]:
    """MySQL, MariaDB and SQLite."""
    for change in context.of("drop column"):
        yield Violation(
            change.object,
            f"dropping {change.object} loses its values, and code that still names it fails",
            "stop using it; DROP COLUMN in a later release",
        )


RULE = Rule(
    code="MIG302",
    name="drop-column",
    severity="error",
    on=("AT_DropColumn",),
    check=check,
    documentation=__doc__,
    engines=ALL_ENGINES,
    elsewhere=elsewhere,
)
