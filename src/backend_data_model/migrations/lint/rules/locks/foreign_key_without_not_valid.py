"""A foreign key added and validated in one step.

## What it does

Looks for `ADD FOREIGN KEY` without `NOT VALID` on a table that this file did not make.

## Why is this bad

While all rows are checked, SHARE ROW EXCLUSIVE is held on both tables: writes to either wait.

## Example

```sql
ALTER TABLE orders ADD CONSTRAINT orders_customer_fkey FOREIGN KEY (customer_id) REFERENCES customers (id);
```

## Use instead

```sql
ALTER TABLE orders ADD CONSTRAINT orders_customer_fkey FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT orders_customer_fkey;
```

The two statements must not share a transaction.

## References

- PostgreSQL manual, ALTER TABLE, ADD table_constraint NOT VALID
- squawk adding-foreign-key-constraint; eugene E1; Atlas PG306
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
    if node.skip_validation or not node.is_enforced or not context.target_in_use:
        return
    if context.harmless:
        return
    table = relation_sql(context.target)
    column = node.fk_attrs[0].string.sval if node.fk_attrs else "key"
    name = node.conname or generated_name(context.target.relname, column, "fkey")
    validate = f"ALTER TABLE {table} VALIDATE CONSTRAINT {quoted(name)};"
    single = len(context.statement.body.cmds) == 1
    own = context.appended(" NOT VALID") if single else ()
    mechanical = bool(single and node.conname and not context.in_transaction)
    yield Violation(
        f"{context.name(context.target)}.{name}",
        f"adding this foreign key blocks writes to {table} and {relation_sql(node.pktable)} while all rows are checked",
        f"{context.edited(own)}\n-- in a transaction of its own:\n{validate}"
        if single
        else f"ADD CONSTRAINT {quoted(name)} FOREIGN KEY ... NOT VALID;\n{validate}",
        (*own, *context.followed_by(validate)) if mechanical else (),
    )


RULE = Rule(
    code="MIG106",
    name="foreign-key-without-not-valid",
    severity="error",
    on=("CONSTR_FOREIGN",),
    check=check,
    documentation=__doc__,
)
