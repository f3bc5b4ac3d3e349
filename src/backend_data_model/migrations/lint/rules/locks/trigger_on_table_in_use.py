"""A trigger created, switched on or switched off on a table in use.

## What it does

Looks for `CREATE TRIGGER` and `ALTER TABLE ... ENABLE` or `DISABLE TRIGGER` on a table that this file did not make.

## Why is this bad

It takes SHARE ROW EXCLUSIVE, so that writes wait behind it, and every write afterwards runs the trigger, or no longer
does: with DISABLE TRIGGER ALL foreign keys are no longer kept either.

## Example

```sql
ALTER TABLE orders DISABLE TRIGGER ALL;
```

## Use instead

```sql
SET lock_timeout = '5s';
-- for one session only, by a superuser, where data is loaded that is known to be right
SET session_replication_role = replica;
```

## References

- PostgreSQL manual, CREATE TRIGGER; ALTER TABLE, DISABLE TRIGGER
- pgfence; postgres-language-server; squawk
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as pb

from backend_data_model.migrations.lint.context import relation_sql
from backend_data_model.migrations.lint.names import quoted
from backend_data_model.migrations.lint.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    if not context.target_in_use:
        return
    table = relation_sql(context.target)
    if context.statement.kind == "create_trig_stmt":
        yield Violation(
            context.name(context.target),
            f"the trigger {quoted(node.trigname)} blocks writes to {table} while made, and runs with each of them",
            f"SET lock_timeout = '5s';\n{context.sql};",
        )
    elif node.subtype in {pb.AT_DisableTrig, pb.AT_DisableTrigAll, pb.AT_DisableTrigUser}:
        yield Violation(
            context.name(context.target),
            f"from here on writes to {table} go past its triggers"
            + (" and foreign keys" if node.subtype == pb.AT_DisableTrigAll else ""),
            "SET session_replication_role = replica;\n-- for this session only; then RESET session_replication_role;",
            severity="warning",
        )


RULE = Rule(
    code="MIG110",
    name="trigger-on-table-in-use",
    severity="info",
    on=(
        "create_trig_stmt",
        "AT_DisableTrig",
        "AT_DisableTrigAll",
        "AT_DisableTrigUser",
        "AT_EnableTrig",
        "AT_EnableTrigAll",
        "AT_EnableTrigUser",
    ),
    check=check,
    documentation=__doc__,
)
