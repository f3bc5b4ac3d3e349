"""A primary key that builds its index, or checks for nulls, under ACCESS EXCLUSIVE.

## What it does

Looks for `ADD PRIMARY KEY` on a table that this file did not make, without `USING INDEX`, or with it on columns that
are known to be nullable.

## Why is this bad

Reads and writes of the table wait until the index is built and all rows are checked for nulls.

## Example

```sql
ALTER TABLE orders ADD PRIMARY KEY (id);
```

## Use instead

```sql
-- id is NOT NULL already
CREATE UNIQUE INDEX CONCURRENTLY orders_pkey ON orders (id);
ALTER TABLE orders ADD CONSTRAINT orders_pkey PRIMARY KEY USING INDEX orders_pkey;
```

## References

- PostgreSQL manual, ALTER TABLE, ADD table_constraint_using_index
- squawk adding-serial-primary-key-field; eugene W14; Atlas PG104 and PG304
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
    if not context.target_in_use or context.harmless:
        return
    table = relation_sql(context.target)
    name = node.conname or generated_name(context.target.relname, "pkey")
    if node.indexname:
        if context.effect is not None:
            yield Violation(
                f"{context.name(context.target)}.{name}",
                f"the key's columns are not known to be NOT NULL, so all of {table} is read under ACCESS EXCLUSIVE",
                f"make the columns of {quoted(node.indexname)} NOT NULL first, by a validated CHECK",
            )
        return
    columns = ", ".join(quoted(key.string.sval) for key in node.keys)
    rewrite = (
        f"CREATE UNIQUE INDEX CONCURRENTLY {quoted(name)} ON {table} ({columns});\n"
        f"ALTER TABLE {table} ADD CONSTRAINT {quoted(name)} PRIMARY KEY USING INDEX {quoted(name)};"
    )
    single = len(context.statement.body.cmds) == 1 and not context.in_transaction
    plain = not (node.options or node.including or node.deferrable or node.without_overlaps)
    yield Violation(
        f"{context.name(context.target)}.{name}",
        f"adding this primary key stops reads and writes of {table} while its index is built",
        rewrite,
        context.replaced(rewrite) if single and plain else (),
    )


RULE = Rule(
    code="MIG108",
    name="primary-key-without-index",
    severity="error",
    on=("CONSTR_PRIMARY",),
    check=check,
    documentation=__doc__,
)
