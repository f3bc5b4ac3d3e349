"""A unique index on columns that hold data.

## What it does

Looks for `CREATE UNIQUE INDEX` on a table that this file did not make.

## Why is this bad

It fails on the first duplicate; a concurrent build then leaves an invalid index behind, which keeps refusing
duplicates and costs every write.

## Example

```sql
CREATE UNIQUE INDEX CONCURRENTLY accounts_email_key ON accounts (email);
```

## Use instead

```sql
-- first, on a replica: no rows expected
SELECT email, count(*) FROM accounts GROUP BY email HAVING count(*) > 1;
-- bdm: ignore[MIG502] no duplicates on the day of the release
CREATE UNIQUE INDEX CONCURRENTLY accounts_email_key ON accounts (email);
```

## References

- PostgreSQL manual, CREATE INDEX, "Building Indexes Concurrently"
- Atlas MF101; online_migrations
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.context import relation_sql
from backend_data_model.migrations.lint.names import quoted
from backend_data_model.migrations.lint.rule import ALL_ENGINES, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context
    from backend_data_model.migrations.lint.dialects.context import DialectContext


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    if not node.unique or not context.exists(node.relation):
        return
    if context.effect is not None and not context.effect.index_builds:
        return
    table = relation_sql(node.relation)
    keys = [item.index_elem.name for item in node.index_params]
    if any(f"{context.name(node.relation)}.{key}" in context.session.columns for key in keys):
        return
    names = ", ".join(quoted(key) if key else "..." for key in keys)
    drop = f"\n-- after a failure: DROP INDEX CONCURRENTLY {quoted(node.idxname or '...')};" if node.concurrent else ""
    yield Violation(
        context.name(node.relation),
        f"this fails if {table} holds duplicates of ({names})",
        f"SELECT {names}, count(*) FROM {table} GROUP BY {names} HAVING count(*) > 1;{drop}",
        severity="info" if node.concurrent else None,
    )


def elsewhere(context: DialectContext, _: Any) -> Iterator[Violation]:
    """MySQL, MariaDB and SQLite."""
    for change in context.of("add unique"):
        yield Violation(
            change.object,
            f"this fails when {change.table} has duplicates already",
            "look for duplicates first: SELECT ... GROUP BY ... HAVING count(*) > 1",
        )


RULE = Rule(
    code="MIG502",
    name="unique-index-on-existing-data",
    severity="warning",
    on=("index_stmt",),
    check=check,
    documentation=__doc__,
    engines=ALL_ENGINES,
    elsewhere=elsewhere,
)
