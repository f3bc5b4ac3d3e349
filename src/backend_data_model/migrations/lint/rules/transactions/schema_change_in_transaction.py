"""Schema change inside a transaction, which it commits.

## What it does

Looks for schema changes between BEGIN and COMMIT.

## Why is this bad

MySQL commits before and after each of them: a ROLLBACK takes nothing back, and what stood before it is committed too.

## Example

```sql
START TRANSACTION;
ALTER TABLE orders ADD COLUMN note text, ALGORITHM=INSTANT;
COMMIT;
```

## Use instead

```sql
ALTER TABLE orders ADD COLUMN note text, ALGORITHM=INSTANT;
```

## References

- MySQL 8.4 manual, 15.3.3 Statements That Cause an Implicit Commit
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.engines.mysql.syntax import nodes
from backend_data_model.migrations.lint.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.dialects.context import DialectContext


def check(context: DialectContext, _: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    kinds = nodes.AlterTable | nodes.CreateTable | nodes.DropTable | nodes.RenameTable
    if context.in_transaction and isinstance(context.node, kinds) and context.first("implicit commit"):
        name = context.changes[0].table if context.changes else ""
        yield Violation(
            name,
            "this commits the transaction, so that nothing of it can be taken back",
            "leave BEGIN and COMMIT out, and give each statement a way back of its own",
        )


RULE = Rule(
    code="MIG751",
    name="schema-change-in-transaction",
    severity="warning",
    on=("statement",),
    check=check,
    documentation=__doc__,
    engines=("mysql", "mariadb"),
)
