"""TRUNCATE of a table in use.

## What it does

Looks for `TRUNCATE` of a table that this file did not make.

## Why is this bad

All rows are gone, with CASCADE also those of every table that refers to it, and nobody reads or writes it meanwhile.

## Example

```sql
TRUNCATE orders CASCADE;
```

## Use instead

```sql
DELETE FROM orders WHERE id BETWEEN 1 AND 10000;
-- in batches, with a condition that says which rows are meant
```

## References

- PostgreSQL manual, TRUNCATE
- squawk ban-truncate-cascade; pgfence; diesel-guard
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as pb

from backend_data_model.migrations.lint.context import relation_sql
from backend_data_model.migrations.lint.rule import ALL_ENGINES, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context
    from backend_data_model.migrations.lint.dialects.context import DialectContext


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    for item in node.relations:
        relation = item.range_var
        if context.exists(relation):
            more = " and of every table that refers to it" if node.behavior == pb.DROP_CASCADE else ""
            yield Violation(
                context.name(relation),
                f"all rows of {relation_sql(relation)}{more} are lost",
                f"DELETE FROM {relation_sql(relation)} WHERE ...;\n-- in batches",
            )


def elsewhere(context: DialectContext, _: Any) -> Iterator[Violation]:
    """MySQL, MariaDB and SQLite."""
    for change in context.of("truncate"):
        yield Violation(
            change.object,
            f"this deletes every row of {change.table}",
            f"keep the rows, or delete those that must go: DELETE FROM {change.table} WHERE ...;",
        )


RULE = Rule(
    code="MIG304",
    name="truncate",
    severity="error",
    on=("truncate_stmt",),
    check=check,
    documentation=__doc__,
    engines=ALL_ENGINES,
    elsewhere=elsewhere,
)
