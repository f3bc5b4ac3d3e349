"""A blocking statement that may run without a limit.

## What it does

Looks, once a file, for the first statement that takes a lock of SHARE or stronger on a table in use while
`statement_timeout` was not set before it (`SET statement_timeout = 0` says that no limit is meant).

## Why is this bad

A statement that was thought to be quick, and is not, stops everybody else until somebody notices.

## Example

```sql
SET lock_timeout = '5s';
ALTER TABLE orders ADD COLUMN note text;
```

## Use instead

```sql
SET lock_timeout = '5s';
SET statement_timeout = '60s';
ALTER TABLE orders ADD COLUMN note text;
```

## References

- PostgreSQL manual, 20.11 "Client Connection Defaults", statement_timeout
- squawk require-timeout-settings; pgfence; safe-pg-migrations
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    if context.session.setting("statement_timeout") is not None:
        return
    if not context.first("MIG604"):
        return
    relation, mode = node[0]
    setting = "SET LOCAL" if context.in_transaction and context.session.wrapped else "SET"
    yield Violation(
        relation,
        f"nothing ends it if it holds {mode} on {relation} for longer than was thought",
        f"{setting} statement_timeout = '60s';\n{context.sql};",
    )


RULE = Rule(
    code="MIG604",
    name="missing-statement-timeout",
    severity="info",
    on=("blocking",),
    check=check,
    documentation=__doc__,
)
