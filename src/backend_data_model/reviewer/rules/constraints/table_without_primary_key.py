"""A table without a primary key.

## What it does

Looks for tables that have neither a primary key nor a full unique key whose columns are all NOT NULL.

## Why is this bad

Rows cannot be told apart, so a doubled row cannot be removed nor one row be referenced. Logical replication cannot
apply an UPDATE or DELETE to such a table, and InnoDB adds a hidden key that nothing can use.

## Example

```sql
CREATE TABLE ratings (user_id bigint NOT NULL, film_id bigint NOT NULL, stars integer NOT NULL);
```

## Use instead

```sql
CREATE TABLE ratings (
    user_id bigint NOT NULL, film_id bigint NOT NULL, stars integer NOT NULL,
    PRIMARY KEY (user_id, film_id)
);
```

## References

- Supabase splinter, lint 0004 no_primary_key
- PostgreSQL manual, 29.1.1 "Replica Identity"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.facts.keys import unique_keys
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.model.schema import Table
    from backend_data_model.reviewer.context import Context
    from backend_data_model.reviewer.facts.keys import UniqueKey


def check(context: Context) -> Iterator[Outcome]:
    """Check each table once; a partition has the key of its parent."""
    for table in context.root_tables:
        if table.primary_key or any(_identifies(table, key) for key in unique_keys(table)):
            yield PASSED
            continue
        yield Violation(
            place(table),
            f"{place(table)} has no primary key",
            "add a primary key: the columns that identify a row, or a generated id",
            table.position,
        )


def _identifies(table: Table, key: UniqueKey) -> bool:
    columns = [table.column(name) for name in key.columns]
    return key.where is None and all(column is not None and not column.nullable for column in columns)


RULE = Rule(
    code="BDM201",
    name="table-without-primary-key",
    severity="error",
    check=check,
    documentation=__doc__,
    counted="tables have a primary key",
    dimensions=("constraint completeness",),
)
