"""A new value of an enum used in the transaction that added it.

## What it does

Looks for a value added by `ALTER TYPE ... ADD VALUE` that a later statement of the same transaction writes or
compares.

## Why is this bad

PostgreSQL refuses it: "unsafe use of new value".

## Example

```sql
BEGIN;
ALTER TYPE order_state ADD VALUE 'lost';
UPDATE orders SET state = 'lost' WHERE id = 4;
COMMIT;
```

## Use instead

```sql
ALTER TYPE order_state ADD VALUE 'lost';
UPDATE orders SET state = 'lost' WHERE id = 4;
```

## References

- PostgreSQL manual, ALTER TYPE, Notes
- squawk ban-alter-type-add-value-in-transaction; pgfence
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.read_parse import messages
from backend_data_model.migrations.lint.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    added = context.session.enum_values
    if not added or not context.in_transaction:
        return
    for message in messages(node):
        if isinstance(message, pb.A_Const) and message.sval.sval in added:
            value = message.sval.sval
            yield Violation(
                value,
                f"'{value}' was added to its enum in this transaction (line {added[value]}) and cannot be used in it",
                f"COMMIT;\n{context.sql};",
            )
            return


RULE = Rule(
    code="MIG609",
    name="enum-value-used-in-same-transaction",
    severity="error",
    on=("insert_stmt", "update_stmt", "alter_table_stmt", "create_stmt", "select_stmt", "view_stmt"),
    check=check,
    documentation=__doc__,
)
