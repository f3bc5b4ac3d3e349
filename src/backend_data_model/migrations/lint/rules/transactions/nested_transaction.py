"""BEGIN inside a transaction, or COMMIT outside of one.

## What it does

Looks for `BEGIN` in a transaction that is already open (the script's own, or the one that the migration tool wraps
around the file), and for `COMMIT` or `ROLLBACK` without one.

## Why is this bad

PostgreSQL only warns, and the COMMIT meant for the inner one ends the outer: what follows runs outside any
transaction, and the tool's own record of the migration with it.

## Example

```sql
BEGIN;
BEGIN;
ALTER TABLE orders ADD COLUMN note text;
COMMIT;
COMMIT;
```

## Use instead

```sql
BEGIN;
ALTER TABLE orders ADD COLUMN note text;
COMMIT;
```

## References

- PostgreSQL manual, BEGIN
- squawk transaction-nesting; pgfence; postgres-language-server
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as pb

from backend_data_model.migrations.lint.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    if context.session.wrapped and node.kind in {*_BEGINS, *_ENDS}:
        tool = context.migration.tool
        yield Violation(
            tool,
            f"{tool} already runs this file in a transaction, and {context.sql.split()[0].upper()} disturbs it",
            "-- without BEGIN and COMMIT, or outside the tool's transaction",
        )
    elif node.kind in _BEGINS and context.session.explicit:
        yield Violation("transaction", "a transaction is already open here", "COMMIT;\nBEGIN;")
    elif node.kind in _ENDS and not context.session.explicit:
        yield Violation("transaction", "there is no transaction to end here", f"BEGIN;\n...\n{context.sql};")


_BEGINS = {pb.TRANS_STMT_BEGIN, pb.TRANS_STMT_START}
_ENDS = {pb.TRANS_STMT_COMMIT, pb.TRANS_STMT_ROLLBACK}


RULE = Rule(
    code="MIG607",
    name="nested-transaction",
    severity="error",
    on=("transaction_stmt",),
    check=check,
    documentation=__doc__,
)
