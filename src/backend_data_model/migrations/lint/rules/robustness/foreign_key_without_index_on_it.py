"""A foreign key added without an index on its columns.

## What it does

Looks for foreign keys added in a file that makes no index beginning with their columns, where the schema is known
(`--schema`) to have none either, or the table is made in the same file.

## Why is this bad

Each DELETE and key UPDATE of the referenced table reads the whole referencing one.

## Example

```sql
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers (id));
```

## Use instead

```sql
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers (id));
CREATE INDEX orders_customer_idx ON orders (customer_id);
```

## References

- PostgreSQL manual, 5.5.5 "Foreign Keys"
- eugene E15; pgfence
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.names import generated_name, quoted
from backend_data_model.migrations.lint.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    for key in context.session.foreign_keys:
        columns_of_key = frozenset(key.columns)
        if columns_of_key in context.session.indexes.get(key.table, ()):
            continue
        indexed = context.has_index(key.table, columns_of_key) if context.has_index else None
        if indexed or (indexed is None and key.table not in context.session.made):
            continue
        columns = ", ".join(quoted(column) for column in key.columns)
        name = quoted(generated_name(key.table.rpartition(".")[2], "_".join(key.columns), "idx"))
        yield Violation(
            key.table,
            f"no index begins with ({columns}), by which each DELETE of {key.parent} looks here",
            f"CREATE INDEX CONCURRENTLY {name} ON {key.sql} ({columns});",
            at=key.place,
        )


RULE = Rule(
    code="MIG711",
    name="foreign-key-without-index-on-it",
    severity="info",
    on=("end",),
    check=check,
    documentation=__doc__,
)
