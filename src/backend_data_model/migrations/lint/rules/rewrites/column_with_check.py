"""A column added together with a CHECK.

## What it does

Looks for `ADD COLUMN ... CHECK (...)` on a table that this file did not make.

## Why is this bad

All rows are read under ACCESS EXCLUSIVE, even where the column is null in all of them.

## Example

```sql
ALTER TABLE orders ADD COLUMN rating int CHECK (rating BETWEEN 1 AND 5);
```

## Use instead

```sql
ALTER TABLE orders ADD COLUMN rating int;
ALTER TABLE orders ADD CONSTRAINT orders_rating_check CHECK (rating BETWEEN 1 AND 5) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT orders_rating_check;
```

## References

- measured on PostgreSQL 15, 17 and 18
- squawk constraint-missing-not-valid; localtools
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
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    if not context.target_in_use or context.harmless:
        return
    column = definition(node).column_def
    found = constraint_of(column, pb.CONSTR_CHECK)
    if found is None or found.skip_validation or not found.is_enforced:
        return
    table, name = relation_sql(context.target), quoted(column.colname)
    check_name = quoted(found.conname or generated_name(context.target.relname, column.colname, "check"))
    yield Violation(
        f"{context.name(context.target)}.{column.colname}",
        f"the CHECK on the new column makes PostgreSQL read all of {table} under ACCESS EXCLUSIVE",
        f"ALTER TABLE {table} ADD COLUMN {name} {type_text(column.type_name)};\n"
        f"ALTER TABLE {table} ADD CONSTRAINT {check_name} CHECK (...) NOT VALID;\n"
        f"ALTER TABLE {table} VALIDATE CONSTRAINT {check_name};",
    )


RULE = Rule(
    code="MIG208",
    name="column-with-check",
    severity="error",
    on=("AT_AddColumn",),
    check=check,
    documentation=__doc__,
)
