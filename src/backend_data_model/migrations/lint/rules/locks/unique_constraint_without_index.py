"""A UNIQUE constraint that builds its index under ACCESS EXCLUSIVE.

## What it does

Looks for `ADD UNIQUE` without `USING INDEX` on a table that this file did not make.

## Why is this bad

Reads and writes of the table wait until the index is built.

## Example

```sql
ALTER TABLE accounts ADD CONSTRAINT accounts_email_key UNIQUE (email);
```

## Use instead

```sql
CREATE UNIQUE INDEX CONCURRENTLY accounts_email_key ON accounts (email);
ALTER TABLE accounts ADD CONSTRAINT accounts_email_key UNIQUE USING INDEX accounts_email_key;
```

## References

- PostgreSQL manual, ALTER TABLE, ADD table_constraint_using_index
- squawk disallowed-unique-constraint; eugene E7; Atlas PG105
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
    if node.indexname or not context.target_in_use or context.harmless:
        return
    table = relation_sql(context.target)
    columns = [key.string.sval for key in node.keys]
    name = node.conname or generated_name(context.target.relname, "_".join(columns), "key")
    nulls = " NULLS NOT DISTINCT" if node.nulls_not_distinct else ""
    include = ", ".join(quoted(key.string.sval) for key in node.including)
    included = f" INCLUDE ({include})" if include else ""
    late = "".join((" DEFERRABLE" if node.deferrable else "", " INITIALLY DEFERRED" if node.initdeferred else ""))
    rewrite = (
        f"CREATE UNIQUE INDEX CONCURRENTLY {quoted(name)} ON {table} ({dotted_list(columns)}){included}{nulls};\n"
        f"ALTER TABLE {table} ADD CONSTRAINT {quoted(name)} UNIQUE USING INDEX {quoted(name)}{late};"
    )
    single = len(context.statement.body.cmds) == 1 and not context.in_transaction and not node.options
    yield Violation(
        f"{context.name(context.target)}.{name}",
        f"adding this constraint stops reads and writes of {table} while its index is built",
        rewrite,
        context.replaced(rewrite) if single else (),
    )


def dotted_list(columns: list[str]) -> str:
    """Names with commas."""
    return ", ".join(quoted(column) for column in columns)


RULE = Rule(
    code="MIG107",
    name="unique-constraint-without-index",
    severity="error",
    on=("CONSTR_UNIQUE",),
    check=check,
    documentation=__doc__,
)
