"""A generated key of 32 bits or fewer.

## What it does

Looks for primary keys of one integer, smallint, mediumint or tinyint column that the engine numbers (serial,
identity, AUTO_INCREMENT). SQLite's INTEGER PRIMARY KEY has 64 bits and is not looked at.

## Why is this bad

After 2,147,483,647 numbers, those of rolled-back and deleted rows included, every INSERT fails. Widening the key of
a large table and of all that references it is long and hard work; bigint costs four bytes a row.

## Example

```sql
id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY
```

## Use instead

```sql
id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY
```

## References

- active_record_doctor, detector short_primary_key_type
- PostgreSQL manual, 8.1.1 "Integer Types"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.columns import is_numbered
from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.facts.types import base_type
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


_NARROW = frozenset({"integer", "smallint", "mediumint", "tinyint"})


def check(context: Context) -> Iterator[Outcome]:
    """Check each primary key of one generated integer column."""
    for table in context.root_tables:
        if table.primary_key is None or len(table.primary_key.columns) != 1:
            continue
        column = table.column(table.primary_key.columns[0])
        if column is None or not is_numbered(column):
            continue
        if base_type(column.type, context.engine).removesuffix(" unsigned") not in _NARROW:
            yield PASSED
            continue
        yield Violation(
            place(table, [column.name]),
            f"the generated key {place(table, [column.name])} is {column.type} and will run out of numbers",
            "make it bigint, and the foreign keys that reference it too",
            column.position or table.position,
        )


RULE = Rule(
    code="BDM401",
    name="narrow-key",
    severity="info",
    check=check,
    documentation=__doc__,
    counted="generated keys have 64 bits",
    dimensions=("operational readiness",),
    engines=("postgresql", "mysql"),
)
