"""A foreign key column whose type is not the type of the column it references.

## What it does

Compares the types of both sides of each foreign key; lengths, precisions and MySQL's display widths do not matter,
nor does `varchar` against `text`. For SQLite the affinities are compared.

## Why is this bad

A narrower column (integer to bigint) runs out of values before the key it references does; a wider or other one
makes each join and each check convert values, and an index on the column may not be usable. InnoDB refuses it.

## Example

```sql
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id integer NOT NULL REFERENCES customers (id));
```

## Use instead

```sql
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers (id));
```

## References

- pg-index-health, check "foreign keys with unmatched column type"
- MySQL manual, "FOREIGN KEY Constraints": corresponding columns must have similar data types
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.facts.types import base_type, sqlite_affinity
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.model.schema import Engine
    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Check each pair of columns; references to tables that are not known are not counted."""
    for table in context.root_tables:
        for key in table.foreign_keys:
            target = context.target(key, table)
            if target is None:
                continue
            for name, ref_name in zip(key.columns, key.ref_columns, strict=False):
                column, referenced = table.column(name), target.column(ref_name)
                if column is None or referenced is None:
                    continue
                if _comparable(column.type, context.engine) == _comparable(referenced.type, context.engine):
                    yield PASSED
                    continue
                yield Violation(
                    place(table, [name]),
                    f"{place(table, [name])} is {column.type} but {place(target, [ref_name])} is {referenced.type}",
                    f"give {place(table, [name])} the type {referenced.type}",
                    column.position or key.position or table.position,
                )


def _comparable(type_: str, engine: Engine) -> str:
    if engine == "sqlite":
        return sqlite_affinity(type_)
    base = base_type(type_, engine)
    return "text" if base in ("varchar", "text") else base


RULE = Rule(
    code="BDM105",
    name="foreign-key-type-mismatch",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="foreign key columns have the type of what they reference",
    dimensions=("referential integrity",),
)
