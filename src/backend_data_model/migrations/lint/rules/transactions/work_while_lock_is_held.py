"""More work in a transaction that holds ACCESS EXCLUSIVE.

## What it does

Looks for index builds, validations, queries and COPY in a transaction after a statement that locked a table in use
with ACCESS EXCLUSIVE.

## Why is this bad

The lock is held until COMMIT: what would be harmless by itself now keeps everybody waiting.

## Example

```sql
BEGIN;
ALTER TABLE orders ADD COLUMN note text;
SELECT count(*) FROM orders;
COMMIT;
```

## Use instead

```sql
SELECT count(*) FROM orders;
ALTER TABLE orders ADD COLUMN note text;
```

## References

- eugene E4; pgfence; postgres-language-server
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.rule import Rule, Violation
from backend_data_model.migrations.locks import LockMode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    held = [
        (name, lock.line) for name, lock in context.session.strong.items() if lock.mode is LockMode.ACCESS_EXCLUSIVE
    ]
    kind = context.statement.kind
    if not held or not context.in_transaction:
        return
    if kind == "select_stmt" and not any(item.HasField("range_var") for item in node.from_clause):
        return
    if kind == "index_stmt" and not context.exists(node.relation):
        return
    if kind == "alter_table_stmt" and (context.name(context.target), node.name) in context.session.unvalidated:
        return
    relation, line = held[0]
    yield Violation(
        relation,
        f"{relation} stays locked (ACCESS EXCLUSIVE since line {line}) while this runs",
        f"COMMIT;\n{context.sql};",
    )


RULE = Rule(
    code="MIG605",
    name="work-while-lock-is-held",
    severity="warning",
    on=("index_stmt", "AT_ValidateConstraint", "select_stmt", "copy_stmt"),
    check=check,
    documentation=__doc__,
)
