"""A stored generated column added to a table in use.

## What it does

Looks for `ADD COLUMN ... GENERATED ALWAYS AS (...) STORED`, and `SET EXPRESSION` of such a column, on a table that
this file did not make.

## Why is this bad

The value is computed for every row: the table is rewritten under ACCESS EXCLUSIVE.

## Example

```sql
ALTER TABLE orders ADD COLUMN net numeric GENERATED ALWAYS AS (total - tax) STORED;
```

## Use instead

```sql
-- PostgreSQL 18: computed when read
ALTER TABLE orders ADD COLUMN net numeric GENERATED ALWAYS AS (total - tax) VIRTUAL;
```

## References

- PostgreSQL manual, 5.4 "Generated Columns"
- squawk adding-field-with-default (stored); eugene E11; strong_migrations
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as pb

from backend_data_model.migrations.lint.context import relation_sql
from backend_data_model.migrations.lint.names import quoted
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
    table = relation_sql(context.target)
    if node.subtype == pb.AT_SetExpression:
        name = node.name
    else:
        column = definition(node).column_def
        generated = constraint_of(column, pb.CONSTR_GENERATED)
        if generated is None or generated.generated_kind == "v":
            return
        name = column.colname
    virtual = "VIRTUAL instead of STORED, or " if context.version >= 18 else ""
    yield Violation(
        f"{context.name(context.target)}.{name}",
        f"computing {quoted(name)} for all rows rewrites {table} under ACCESS EXCLUSIVE",
        f"{virtual}a plain column, a BEFORE trigger that fills it, and a backfill in batches:\n"
        f"ALTER TABLE {table} ADD COLUMN {quoted(name)} ...;",
    )


RULE = Rule(
    code="MIG205",
    name="stored-generated-column",
    severity="error",
    on=("AT_AddColumn", "AT_SetExpression"),
    check=check,
    documentation=__doc__,
)
