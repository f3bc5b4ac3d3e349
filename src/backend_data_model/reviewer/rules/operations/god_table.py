"""A table with 50 columns or more.

## What it does

Counts the columns of each table.

## Why is this bad

Such a table holds several things at once: most columns are NULL in most rows, every change of any part locks and
rewrites the whole wide row, and nobody knows which columns belong together.

## Example

```sql
CREATE TABLE users (id bigint PRIMARY KEY, email text, billing_street text, billing_city text /* ... 60 more */);
```

## Use instead

```sql
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE billing_addresses (
    user_id bigint PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE, street text NOT NULL
);
```

## References

- SOAR, heuristic COL.006 (too many columns)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


_TOO_MANY = 50


def check(context: Context) -> Iterator[Outcome]:
    """Check each table once."""
    for table in context.root_tables:
        if len(table.columns) < _TOO_MANY:
            yield PASSED
            continue
        yield Violation(
            place(table),
            f"{place(table)} has {len(table.columns)} columns",
            "move the columns that belong together into tables of their own",
            table.position,
        )


RULE = Rule(
    code="BDM602",
    name="god-table",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="tables have fewer than 50 columns",
    dimensions=("operational readiness",),
)
