"""A foreign key whose columns no index begins with.

## What it does

Looks for foreign keys whose columns are not the leading columns, in any order, of an index, a unique constraint or
the primary key. A partial index counts only when its WHERE says no more than that these columns are not NULL.
MySQL's InnoDB makes such an index by itself when none fits, so there every foreign key passes.

## Why is this bad

PostgreSQL and SQLite do not index the referencing side. Each DELETE or key change of a referenced row then scans
the whole referencing table, while it holds locks; joins along the foreign key have no index either.

## Example

```sql
CREATE TABLE orders (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE RESTRICT
);
```

## Use instead

```sql
CREATE INDEX index_orders_on_customer_id ON orders (customer_id);
```

On a live PostgreSQL database: `CREATE INDEX CONCURRENTLY`. For a small referenced table whose rows are never
deleted the index may be left out: say so with `-- bdm: ignore[BDM101] reason`.

## References

- PostgreSQL manual, 5.5.5 "Foreign Keys": declaring one does not create an index on the referencing columns
- SQLite, "Foreign Key Support", section 3: child key indexes are not required but almost always beneficial
- MySQL manual, "FOREIGN KEY Constraints": such an index is created on the referencing table if it does not exist
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import column_list, place
from backend_data_model.reviewer.facts.keys import inherited_foreign_key, is_led_by
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Check each foreign key once."""
    for table in context.tables:
        for key in table.foreign_keys:
            if inherited_foreign_key(context.parent(table), key):
                continue
            if context.engine == "mysql" or is_led_by(table, key.columns):
                yield PASSED
                continue
            yield Violation(
                place(table, key.columns),
                f"no index begins with the foreign key {place(table, key.columns)} -> {key.ref_table}",
                f"create an index on {table.qualified_name} {_parenthesised(key.columns)}",
                key.position or table.position,
            )


def _parenthesised(columns: list[str]) -> str:
    return column_list(columns) if len(columns) > 1 else f"({columns[0]})"


RULE = Rule(
    code="BDM101",
    name="foreign-key-without-index",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="foreign keys have an index that begins with their columns",
    dimensions=("referential integrity", "index coverage"),
)
