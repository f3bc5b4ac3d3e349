"""A CHECK added and validated in one step.

## What it does

Looks for `ADD CONSTRAINT ... CHECK` without `NOT VALID` on a table that this file did not make.

## Why is this bad

All rows are read under ACCESS EXCLUSIVE: nobody reads or writes the table meanwhile.

## Example

```sql
ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0);
```

## Use instead

```sql
ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;
```

The two statements must not share a transaction.

## References

- PostgreSQL manual, ALTER TABLE, ADD table_constraint NOT VALID
- squawk constraint-missing-not-valid; eugene E1; Atlas PG305
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.context import relation_sql
from backend_data_model.migrations.lint.names import generated_name, quoted
from backend_data_model.migrations.lint.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    if node.skip_validation or not node.is_enforced or not context.target_in_use or context.harmless:
        return
    table = relation_sql(context.target)
    name = node.conname or generated_name(context.target.relname, "check")
    validate = f"ALTER TABLE {table} VALIDATE CONSTRAINT {quoted(name)};"
    single = len(context.statement.body.cmds) == 1
    own = context.appended(" NOT VALID") if single else ()
    mechanical = bool(single and node.conname and not context.in_transaction)
    yield Violation(
        f"{context.name(context.target)}.{name}",
        f"adding this CHECK stops reads and writes of {table} while all rows are read",
        f"{context.edited(own)}\n-- in a transaction of its own:\n{validate}"
        if single
        else f"ADD CONSTRAINT {quoted(name)} CHECK (...) NOT VALID;\n{validate}",
        (*own, *context.followed_by(validate)) if mechanical else (),
    )


RULE = Rule(
    code="MIG201",
    name="check-without-not-valid",
    severity="error",
    on=("CONSTR_CHECK",),
    check=check,
    documentation=__doc__,
)
