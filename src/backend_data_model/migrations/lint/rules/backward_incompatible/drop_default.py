"""A default dropped that inserts rely on.

## What it does

Looks for `ALTER COLUMN ... DROP DEFAULT` on a table that this file did not make.

## Why is this bad

Running code that leaves the column out of its INSERT stores null from now on, or fails where the column is NOT NULL.

## Example

```sql
ALTER TABLE orders ALTER COLUMN state DROP DEFAULT;
```

## Use instead

```sql
-- bdm: ignore[MIG406] every INSERT names the column since release 12
ALTER TABLE orders ALTER COLUMN state DROP DEFAULT;
```

## References

- PostgreSQL manual, ALTER TABLE, DROP DEFAULT
- squawk; pgfence; diesel-guard
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.names import quoted
from backend_data_model.migrations.lint.rule import ALL_ENGINES, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context
    from backend_data_model.migrations.lint.dialects.context import DialectContext


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    key = f"{context.name(context.target)}.{node.name}"
    if node.HasField("def") or not context.target_in_use or key in context.session.columns:
        return
    yield Violation(
        key,
        f"an INSERT that leaves {quoted(node.name)} out stores null from here on, or fails",
        f"{context.sql};\n-- once every INSERT names the column",
    )


def elsewhere(context: DialectContext, _: Any) -> Iterator[Violation]:
    """MySQL, MariaDB and SQLite."""
    for change in context.of("drop default"):
        yield Violation(
            change.object,
            f"code that leaves {change.object} out of its INSERT relies on this default",
            "drop it in the release after the last such code",
        )


RULE = Rule(
    code="MIG406",
    name="drop-default",
    severity="warning",
    on=("AT_ColumnDefault",),
    check=check,
    documentation=__doc__,
    engines=ALL_ENGINES,
    elsewhere=elsewhere,
)
