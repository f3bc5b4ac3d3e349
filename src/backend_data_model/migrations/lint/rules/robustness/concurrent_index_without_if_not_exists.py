"""A statement outside any transaction that cannot be run again.

## What it does

Looks for `CREATE INDEX CONCURRENTLY` without a name or without `IF NOT EXISTS`, and `DROP INDEX CONCURRENTLY` without
`IF EXISTS`, in files of more than one statement.

## Why is this bad

When a later statement fails, the file has to run again, and now fails at the first one.

## Example

```sql
CREATE INDEX CONCURRENTLY orders_customer_idx ON orders (customer_id);
ALTER TABLE orders ADD COLUMN note text;
```

## Use instead

```sql
DROP INDEX CONCURRENTLY IF EXISTS orders_customer_idx;
CREATE INDEX CONCURRENTLY orders_customer_idx ON orders (customer_id);
ALTER TABLE orders ADD COLUMN note text;
```

`IF NOT EXISTS` lets an invalid index of a failed try stand (see MIG702).

## References

- PostgreSQL manual, CREATE INDEX
- squawk prefer-robust-stmts; pgfence; diesel-guard
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.fixes import Edit
from backend_data_model.migrations.lint.names import dotted, generated_name, parts, quoted
from backend_data_model.migrations.lint.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    if not node.concurrent or context.in_transaction or context.alone:
        return
    if context.statement.kind == "drop_stmt":
        if not node.missing_ok:
            edits = context.insertion("drop index concurrently", " IF EXISTS")
            name = dotted(parts(node.objects[0]))
            yield Violation(name, f"run again, this fails because {name} is gone", context.edited(edits), edits)
        return
    schema = f"{quoted(node.relation.schemaname)}." if node.relation.schemaname else ""
    name = f"{schema}{quoted(node.idxname)}"
    if not node.idxname:
        yield Violation(
            context.name(node.relation),
            "an index without a name is built a second time when the file runs again",
            f"CREATE INDEX CONCURRENTLY {generated_name(node.relation.relname, 'idx')} ON ...;",
        )
    elif not node.if_not_exists and name not in context.session.dropped:
        drop = f"DROP INDEX CONCURRENTLY IF EXISTS {name};"
        at = context.statement.offset
        yield Violation(
            name,
            f"run again, this fails because {name} exists, perhaps as an invalid index",
            f"{drop}\n{context.sql};",
            (Edit(at, at, f"{drop}\n"),),
        )


RULE = Rule(
    code="MIG701",
    name="concurrent-index-without-if-not-exists",
    severity="info",
    on=("index_stmt", "drop_stmt"),
    check=check,
    documentation=__doc__,
)
