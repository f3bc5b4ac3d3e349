"""A foreign key to a table or column that does not exist (SQLite).

## What it does

Looks for foreign keys whose table, or whose columns, the schema does not have, and for those whose columns are
neither the primary key nor the columns of a full unique index. SQLite accepts such DDL without a word.

## Why is this bad

With `PRAGMA foreign_keys = ON` every INSERT into the table fails ("no such table", "foreign key mismatch"); with it
off the foreign key does nothing.

## Example

```sql
CREATE TABLE customers (id INTEGER PRIMARY KEY);
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES custmers (id));
```

## Use instead

```sql
CREATE TABLE customers (id INTEGER PRIMARY KEY);
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers (id));
```

## References

- SQLite, "Foreign Key Support", section 3 "Required and Suggested Database Indexes"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import column_list, place
from backend_data_model.reviewer.facts.keys import unique_keys
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.model.schema import ForeignKey, Table
    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Check each foreign key once."""
    for table in context.tables:
        for key in table.foreign_keys:
            problem = _problem(key, context.target(key, table))
            if problem is None:
                yield PASSED
                continue
            yield Violation(
                place(table, key.columns),
                f"the foreign key {place(table, key.columns)} cannot work: {problem}",
                "reference the primary key or a UNIQUE constraint of a table that exists",
                key.position or table.position,
            )


def _problem(key: ForeignKey, target: Table | None) -> str | None:
    if target is None:
        return f"there is no table {key.ref_table}"
    wanted = {name.lower() for name in key.ref_columns}
    missing = sorted(wanted - {column.name.lower() for column in target.columns})
    if missing:
        return f"{target.name} has no column {missing[0]}"
    if not wanted:
        return None if target.primary_key else f"{target.name} has no primary key"
    if any(k.where is None and {name.lower() for name in k.columns} == wanted for k in unique_keys(target)):
        return None
    return f"{target.name}.{column_list(key.ref_columns)} is neither the primary key nor UNIQUE"


RULE = Rule(
    code="BDM108",
    name="foreign-key-to-missing-table",
    severity="error",
    check=check,
    documentation=__doc__,
    counted="foreign keys reference a key that exists",
    dimensions=("referential integrity",),
    engines=("sqlite",),
)
