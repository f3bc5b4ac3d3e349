"""A table that no foreign key leads to or from.

## What it does

Looks for tables without any foreign key, in or out, in a schema of two tables or more. Audit trails and logs (which
often leave foreign keys out so that records survive), partitions and the tables of migration tools are not looked
at. When no table of the schema has a foreign key, there is one finding for all.

## Why is this bad

A table that relates to nothing is either a list that stands alone, or (more often) one whose references the
database does not know and therefore cannot keep.

## Example

```sql
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE invoices (id bigint PRIMARY KEY, customer bigint NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers (id));
```

## Use instead

```sql
CREATE TABLE invoices (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE RESTRICT);
```

## References

- pg-index-health, check "tables not linked to others"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import some
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context

_HELP = "declare the foreign keys that it has in fact, or say with an ignore comment that it stands alone"


def check(context: Context) -> Iterator[Outcome]:
    """Check each table once; tables that may stand alone are not counted."""
    tables = [table for table in context.root_tables if not context.is_record_keeping(table)]
    if len(tables) < 2:
        return
    linked = [bool(context.foreign_keys(table)) or table.qualified_name in context.referenced for table in tables]
    if not any(linked):
        names = [table.qualified_name for table in tables]
        message = f"none of the {len(tables)} tables has a foreign key: {some(names)}"
        yield Violation(names[0], message, _HELP, tables[0].position, instances=len(tables))
        return
    for table, is_linked in zip(tables, linked, strict=True):
        if is_linked:
            yield PASSED
            continue
        message = f"no foreign key leads to or from {table.qualified_name}"
        yield Violation(table.qualified_name, message, _HELP, table.position)


RULE = Rule(
    code="BDM102",
    name="orphan-table",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="tables are linked to others by foreign keys",
    dimensions=("referential integrity",),
)
