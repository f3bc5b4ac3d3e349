"""A table in which nothing but the key is required.

## What it does

Looks for tables with three columns or more beside key, foreign keys and creation times, all of which may be NULL.

## Why is this bad

A row that says nothing at all is accepted. NOT NULL was left out, not decided: in SQL a column may be NULL unless one
says otherwise.

## Example

```sql
CREATE TABLE invoices (id bigint PRIMARY KEY, number text, amount numeric(12, 2), due_on date);
```

## Use instead

```sql
CREATE TABLE invoices (id bigint PRIMARY KEY, number text NOT NULL, amount numeric(12, 2) NOT NULL, due_on date);
```

## References

- pg-index-health, check "tables with all columns nullable except the primary key"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.facts.roles import foreign_key_columns, is_bookkeeping
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


_LEAST_COLUMNS = 3


def check(context: Context) -> Iterator[Outcome]:
    """Check each table with enough columns of its own."""
    for table in context.root_tables:
        outside = foreign_key_columns(table) | set(table.primary_key.columns if table.primary_key else ())
        own = [c for c in table.columns if c.name not in outside and not is_bookkeeping(c) and not c.generated]
        if len(own) < _LEAST_COLUMNS:
            continue
        if any(not column.nullable for column in own):
            yield PASSED
            continue
        yield Violation(
            place(table),
            f"every column of {place(table)} may be NULL ({len(own)} columns beside its keys)",
            "make NOT NULL what every row has",
            table.position,
        )


RULE = Rule(
    code="BDM205",
    name="every-column-nullable",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="tables require something of their rows",
    dimensions=("constraint completeness",),
)
