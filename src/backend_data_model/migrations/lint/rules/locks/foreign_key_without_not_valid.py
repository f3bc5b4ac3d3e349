"""A foreign key added and validated in one step.

## What it does

Looks for `ADD FOREIGN KEY` without `NOT VALID` on a table that this file did not make, and for a new column there that
has both `REFERENCES` and a default.

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

from postgast import pg_query_pb2 as pb

from backend_data_model.migrations.lint.context import relation_sql
from backend_data_model.migrations.lint.names import generated_name, quoted
from backend_data_model.migrations.lint.rule import Rule, Violation
from backend_data_model.migrations.lint.tree import default_of, definition, refers_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    if isinstance(node, pb.AlterTableCmd):
        yield from _column(context, definition(node).column_def)
        return
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


def _column(context: Context, column: Any) -> Iterator[Violation]:
    """A new column with a reference is checked when it comes with a default; a null refers to nothing."""
    key = refers_to(column)
    if key is None or default_of(column) is None or not context.target_in_use or context.harmless:
        return
    table, name = relation_sql(context.target), quoted(column.colname)
    parent = relation_sql(key.pktable)
    constraint = quoted(key.conname or generated_name(context.target.relname, column.colname, "fkey"))
    keys = ", ".join(quoted(part.string.sval) for part in key.pk_attrs)
    yield Violation(
        f"{context.name(context.target)}.{column.colname}",
        f"this column refers to {parent} and has a default: all rows are checked while nobody can use {table}",
        f"ALTER TABLE {table} ADD COLUMN {name} ...;\n"
        f"ALTER TABLE {table} ADD CONSTRAINT {constraint} FOREIGN KEY ({name}) REFERENCES {parent}"
        f"{f' ({keys})' if keys else ''} NOT VALID;\n"
        f"-- in a transaction of its own:\nALTER TABLE {table} VALIDATE CONSTRAINT {constraint};",
    )


RULE = Rule(
    code="MIG106",
    name="foreign-key-without-not-valid",
    severity="error",
    on=("CONSTR_FOREIGN", "AT_AddColumn"),
    check=check,
    documentation=__doc__,
)
