"""A column of type json.

## What it does

Looks for new columns of type `json`.

## Why is this bad

json has no equality: SELECT DISTINCT, GROUP BY and UNION over the column fail with an error, in code that worked
before. It keeps text, and cannot be indexed as a whole.

## Example

```sql
ALTER TABLE orders ADD COLUMN meta json;
```

## Use instead

```sql
ALTER TABLE orders ADD COLUMN meta jsonb;
```

## References

- PostgreSQL manual, 8.14 "JSON Types"
- eugene E3; strong_migrations; pgfence
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.context import relation_sql
from backend_data_model.migrations.lint.names import quoted
from backend_data_model.migrations.lint.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    yield Violation(
        f"{context.name(context.target)}.{node.colname}",
        f"{quoted(node.colname)} is json, which has no equality: DISTINCT and GROUP BY fail",
        f"ALTER TABLE {relation_sql(context.target)} ADD COLUMN {quoted(node.colname)} jsonb;"
        if context.statement.kind == "alter_table_stmt"
        else f"{quoted(node.colname)} jsonb",
    )


RULE = Rule(
    code="MIG703",
    name="json-column",
    severity="warning",
    on=("type json",),
    check=check,
    documentation=__doc__,
)
