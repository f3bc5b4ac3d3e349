"""A column that is named after another table's key but has no foreign key.

## What it does

Looks for columns `<thing>_id` without a foreign key where the schema has a table of such things (`customer_id` and
`customers`) with a single-column primary key of the same type. Audit trails, logs and partitions are not looked at.

## Why is this bad

Nothing stops a row from pointing to a thing that was never there or is gone.

## Example

```sql
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL);
```

## Use instead

```sql
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE RESTRICT);
```

## References

- active_record_doctor, detector missing_foreign_keys
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.facts.names import name_words, singular
from backend_data_model.reviewer.facts.types import base_type
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.model.schema import Column, Table
    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Check each column that is named after a known table."""
    things = _things(context)
    for table in context.root_tables:
        if context.is_record_keeping(table):
            continue
        references = {name for key in context.foreign_keys(table) for name in key.columns}
        for column in table.columns:
            words = name_words(column.name)
            if column.name in references:
                if len(words) > 1 and words[-1] == "id":
                    yield PASSED
                continue
            target = things.get(words[:-1]) if len(words) > 1 and words[-1] == "id" else None
            if target is None or target is table or not _same_type(column, target, context):
                continue
            yield Violation(
                place(table, [column.name]),
                f"{place(table, [column.name])} is named after {target.qualified_name} but has no foreign key",
                f"add FOREIGN KEY ({column.name}) REFERENCES {target.qualified_name} with an ON DELETE action",
                column.position or table.position,
            )


def _things(context: Context) -> dict[tuple[str, ...], Table]:
    found: dict[tuple[str, ...], Table] = {}
    for table in context.root_tables:
        if table.primary_key is None or len(table.primary_key.columns) != 1:
            continue
        words = name_words(table.name)
        if words:
            found.setdefault(words, table)
            found.setdefault((*words[:-1], singular(words[-1]) or words[-1]), table)
    return found


def _same_type(column: Column, target: Table, context: Context) -> bool:
    key = target.column(target.primary_key.columns[0]) if target.primary_key else None
    return key is not None and base_type(column.type, context.engine) == base_type(key.type, context.engine)


RULE = Rule(
    code="BDM107",
    name="reference-without-foreign-key",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="id columns named after a table have a foreign key to it",
    dimensions=("referential integrity",),
)
