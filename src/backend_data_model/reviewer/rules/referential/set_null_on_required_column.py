"""ON DELETE SET NULL on a column that is NOT NULL.

## What it does

Looks for foreign keys with ON DELETE SET NULL (or ON UPDATE SET NULL) of which a column to be set is NOT NULL or
part of the primary key.

## Why is this bad

PostgreSQL and SQLite accept the DDL, and then every DELETE of a referenced row fails with a NOT NULL violation of
another table. MySQL refuses the DDL.

## Example

```sql
customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE SET NULL
```

## Use instead

```sql
customer_id bigint REFERENCES customers (id) ON DELETE SET NULL
```

Or ON DELETE RESTRICT when the reference is required. In a composite foreign key PostgreSQL 15 can set only some
columns: `ON DELETE SET NULL (customer_id)`.

## References

- PostgreSQL manual, "CREATE TABLE", REFERENCES
- MySQL manual, error 1830
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Check each foreign key with SET NULL."""
    for table in context.root_tables:
        primary = set(table.primary_key.columns) if table.primary_key else set()
        for key in table.foreign_keys:
            if "set null" not in (key.on_delete, key.on_update):
                continue
            names = (key.set_null_columns if key.on_delete == "set null" else None) or key.columns
            required = [n for n in names if n in primary or ((c := table.column(n)) is not None and not c.nullable)]
            if not required:
                yield PASSED
                continue
            where = place(table, key.columns)
            yield Violation(
                where,
                f"deleting from {key.ref_table} sets {place(table, required)} to NULL, which is NOT NULL",
                "make the column nullable, or use ON DELETE RESTRICT",
                key.position or table.position,
            )


RULE = Rule(
    code="BDM110",
    name="set-null-on-required-column",
    severity="error",
    check=check,
    documentation=__doc__,
    counted="SET NULL actions can be carried out",
    dimensions=("referential integrity",),
)
