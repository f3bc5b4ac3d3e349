"""A lock waited for without a limit.

## What it does

Looks, once a file, for the first statement that takes a lock of SHARE or stronger on a table in use while
`lock_timeout` was not set before it.

## Why is this bad

Behind one long query it waits, and every later query of that table waits behind it: a change of milliseconds becomes
an outage.

## Example

```sql
ALTER TABLE orders ADD COLUMN note text;
```

## Use instead

```sql
SET lock_timeout = '5s';
SET statement_timeout = '60s';
ALTER TABLE orders ADD COLUMN note text;
```

And try again when it fails, as most tools can be told to.

## References

- PostgreSQL manual, 20.11 "Client Connection Defaults", lock_timeout
- squawk require-timeout-settings; eugene E9; strong_migrations; GoCardless, "Zero-downtime Postgres migrations"
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.fixes import Edit
from backend_data_model.migrations.lint.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    value = context.session.setting("lock_timeout")
    if value not in {None, "0"} or not context.first("MIG603"):
        return
    relation, mode = node[0]
    piece = context.statement.piece
    at = context.statement.offset
    setting = "SET LOCAL" if context.in_transaction and context.session.wrapped else "SET"
    edits = (Edit(at, at, f"{setting} lock_timeout = '5s';\n"),) if piece.literal else ()
    yield Violation(
        relation,
        f"it waits without limit for {mode} on {relation}, and everybody else behind it",
        f"{setting} lock_timeout = '5s';\n{context.sql};",
        edits,
    )


RULE = Rule(
    code="MIG603",
    name="missing-lock-timeout",
    severity="warning",
    on=("blocking",),
    check=check,
    documentation=__doc__,
)
