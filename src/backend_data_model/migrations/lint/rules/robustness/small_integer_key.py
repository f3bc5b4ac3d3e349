"""A primary key of 32 bits or less.

## What it does

Looks for new columns of type `smallint`, `integer` or `serial` that are the primary key.

## Why is this bad

It runs out at 2,147,483,647 (smallint: 32,767): inserts fail, and the change to bigint rewrites the table.

## Example

```sql
CREATE TABLE orders (id serial PRIMARY KEY);
```

## Use instead

```sql
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
```

## References

- PostgreSQL manual, 8.1 "Numeric Types"
- squawk prefer-bigint-over-int; online_migrations; postgres-language-server
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as pb

from backend_data_model.migrations.lint.names import quoted
from backend_data_model.migrations.lint.rule import Rule, Violation
from backend_data_model.migrations.lint.tree import (
    constraint_of,
    type_names,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    if constraint_of(node, pb.CONSTR_PRIMARY) is not None or _is_key_of_table(context, node.colname):
        yield Violation(
            f"{context.name(context.target)}.{node.colname}",
            f"the key {quoted(node.colname)} is {type_names(node)[-1]}, which runs out",
            f"{quoted(node.colname)} bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
        )


def _is_key_of_table(context: Context, column: str) -> bool:
    """Whether a constraint of the table that is made says PRIMARY KEY of this column alone."""
    if context.statement.kind != "create_stmt":
        return False
    keys = (item.constraint for item in context.statement.body.table_elts)
    return any(key.contype == pb.CONSTR_PRIMARY and [part.string.sval for part in key.keys] == [column] for key in keys)


RULE = Rule(
    code="MIG704",
    name="small-integer-key",
    severity="warning",
    on=("type int2", "type int4", "type serial", "type serial4", "type smallserial", "type serial2"),
    check=check,
    documentation=__doc__,
)
