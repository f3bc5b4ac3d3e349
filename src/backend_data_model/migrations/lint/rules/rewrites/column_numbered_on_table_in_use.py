"""A serial or identity column added to a table in use.

## What it does

Looks for `ADD COLUMN` of type serial, or GENERATED AS IDENTITY, on a table that this file did not make.

## Why is this bad

Every row gets its number, so the table is rewritten under ACCESS EXCLUSIVE.

## Example

```sql
ALTER TABLE orders ADD COLUMN number bigserial;
```

## Use instead

```sql
ALTER TABLE orders ADD COLUMN number bigint;
CREATE SEQUENCE orders_number_seq OWNED BY orders.number;
ALTER TABLE orders ALTER COLUMN number SET DEFAULT nextval('orders_number_seq');
-- then fill the old rows in batches
```

## References

- PostgreSQL manual, ALTER TABLE, Notes
- squawk adding-serial-primary-key-field; strong_migrations; localtools
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.read_types import type_text
from backend_data_model.migrations.lint.context import relation_sql
from backend_data_model.migrations.lint.names import generated_name, quoted
from backend_data_model.migrations.lint.rule import Rule, Violation
from backend_data_model.migrations.lint.tree import (
    constraint_of,
    definition,
    is_serial,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    if not context.target_in_use or context.harmless:
        return
    column = definition(node).column_def
    if not is_serial(column) and constraint_of(column, pb.CONSTR_IDENTITY) is None:
        return
    table, name = relation_sql(context.target), quoted(column.colname)
    sequence = quoted(generated_name(context.target.relname, column.colname, "seq"))
    kind = "bigint" if is_serial(column) else type_text(column.type_name)
    yield Violation(
        f"{context.name(context.target)}.{column.colname}",
        f"numbering all rows rewrites {table} under ACCESS EXCLUSIVE",
        f"ALTER TABLE {table} ADD COLUMN {name} {kind};\n"
        f"CREATE SEQUENCE {sequence} OWNED BY {table}.{name};\n"
        f"ALTER TABLE {table} ALTER COLUMN {name} SET DEFAULT nextval('{sequence}');\n"
        f"-- then, in batches: UPDATE {table} SET {name} = DEFAULT WHERE {name} IS NULL AND ...;",
    )


RULE = Rule(
    code="MIG204",
    name="column-numbered-on-table-in-use",
    severity="error",
    on=("AT_AddColumn",),
    check=check,
    documentation=__doc__,
)
