"""A unique key of several columns, some of which may be NULL.

## What it does

Looks for UNIQUE constraints and unique indexes over two columns or more (the tenant column does not count) of which
some but not all may be NULL. NULLS NOT DISTINCT and an index that leaves NULLs out by its WHERE pass; so does a key
of one nullable column, which says "unique if given".

## Why is this bad

NULL equals nothing, so rows with a NULL are never duplicates of each other: `UNIQUE (room_id, cancelled_at)` admits
any number of rows with the same room and no date.

## Example

```sql
UNIQUE (project_id, parent_id, name)   -- parent_id may be NULL: top-level names are not unique
```

## Use instead

```sql
UNIQUE NULLS NOT DISTINCT (project_id, parent_id, name)   -- PostgreSQL 15
```

Or make the columns NOT NULL, or add a second, partial unique index for the rows with NULL.

## References

- PostgreSQL manual, 5.5.3 "Unique Constraints"
- SchemaCrawler, lint NullColumnsInIndex
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place, some
from backend_data_model.reviewer.facts.expressions import mentions
from backend_data_model.reviewer.facts.keys import unique_keys
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Check each unique key of several columns once."""
    tenant = context.tenancy.column if context.tenancy else None
    for table in context.root_tables:
        for key in unique_keys(table):
            names = [name for name in key.columns if name != tenant]
            if key.kind == "primary key" or len(names) < 2:
                continue
            nullable = [name for name in names if (column := table.column(name)) is not None and column.nullable]
            nullable = [name for name in nullable if not (key.where and mentions(key.where, name))]
            if not nullable or len(nullable) == len(names) or key.nulls_not_distinct:
                yield PASSED
                continue
            where = place(table, list(key.columns))
            yield Violation(
                where,
                f"rows with a NULL in {some(nullable)} are never duplicates for the {key.kind} {where}",
                "make the column NOT NULL"
                + (", or use NULLS NOT DISTINCT (PostgreSQL 15)" if context.engine == "postgresql" else "")
                + ", or add a unique index for the rows with NULL",
                key.position or table.position,
            )


RULE = Rule(
    code="BDM204",
    name="nullable-column-in-unique",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="unique keys of several columns hold for every row",
    dimensions=("constraint completeness",),
)
