"""An index with more than three columns, or a hash index.

## What it does

Looks for non-unique btree indexes with more than three key columns, and for hash indexes.

## Why is this bad

More than three columns seldom help, and each costs room and writes; a hash index serves `=` only, no order and no
uniqueness.

## Example

```sql
CREATE INDEX CONCURRENTLY orders_wide_idx ON orders (a, b, c, d);
```

## Use instead

```sql
CREATE INDEX CONCURRENTLY orders_wide_idx ON orders (a, b) INCLUDE (c);
```

## References

- PostgreSQL manual, 11.3 "Multicolumn Indexes"
- strong_migrations; excellent_migrations; diesel-guard; online_migrations (hash)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.context import relation_sql
from backend_data_model.migrations.lint.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    table = relation_sql(node.relation)
    columns = len(node.index_params)
    if node.access_method == "hash":
        yield Violation(
            context.name(node.relation),
            "a hash index serves = only",
            f"CREATE INDEX CONCURRENTLY ... ON {table} USING btree (...);",
        )
    elif columns > 3 and not node.unique and node.access_method in {"", "btree"}:
        yield Violation(
            context.name(node.relation),
            f"an index of {columns} key columns; those behind the first range or the third seldom help",
            f"CREATE INDEX CONCURRENTLY ... ON {table} (the most selective two or three columns);",
        )


RULE = Rule(
    code="MIG709",
    name="wide-or-hash-index",
    severity="info",
    on=("index_stmt",),
    check=check,
    documentation=__doc__,
)
