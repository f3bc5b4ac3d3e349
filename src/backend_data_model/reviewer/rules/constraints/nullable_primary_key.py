"""A primary key that SQLite lets be NULL.

## What it does

Looks for SQLite tables, neither STRICT nor WITHOUT ROWID, whose primary key has a column without NOT NULL that is
not the `INTEGER PRIMARY KEY`.

## Why is this bad

By an old error that is kept for compatibility, SQLite accepts NULL in such a primary key, any number of times. Rows
without a key cannot be referenced or told apart.

## Example

```sql
CREATE TABLE countries (code TEXT PRIMARY KEY, name TEXT NOT NULL);
```

## Use instead

```sql
CREATE TABLE countries (code TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL) STRICT;
```

## References

- SQLite, "CREATE TABLE", section 3.5 "The PRIMARY KEY"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Check each table with a primary key once."""
    for table in context.root_tables:
        if table.primary_key is None:
            continue
        columns = [column for name in table.primary_key.columns if (column := table.column(name)) is not None]
        rowid = len(columns) == 1 and columns[0].type.strip().upper() == "INTEGER"
        loose = [column for column in columns if column.nullable]
        if not loose or rowid or table.strict or table.without_rowid:
            yield PASSED
            continue
        yield Violation(
            place(table, [column.name for column in loose]),
            f"SQLite accepts NULL in the primary key column {place(table, [column.name for column in loose])}",
            "add NOT NULL to it, or make the table STRICT or WITHOUT ROWID",
            loose[0].position or table.position,
        )


RULE = Rule(
    code="BDM207",
    name="nullable-primary-key",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="primary keys refuse NULL",
    dimensions=("constraint completeness",),
    engines=("sqlite",),
)
