"""A statement that works under a lock that others wait for.

## What it does

Looks for every other statement that is known, from the schema, to rewrite, read or index a table while it holds a
lock of SHARE or stronger on it. Needs `--schema`.

## Why is this bad

Reads or writes wait for as long as the work takes, which grows with the rows.

## Example

```sql
ALTER TABLE orders SET TABLESPACE fast;
```

## Use instead

```sql
SET lock_timeout = '5s';
-- in a maintenance window, or with a new table, dual writes and a backfill in batches
```

## References

- PostgreSQL manual, 13.3.1 "Table-Level Locks"
- localtools
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    effect = context.effect
    if effect is None or effect.hazard not in {"high", "critical"}:
        return
    work = [("rewrites", effect.rewrites), ("reads all of", effect.scans), ("builds indexes of", effect.index_builds)]
    done = " and ".join(f"{verb} {', '.join(names)}" for verb, names in work if names)
    waiting = "reads and writes wait" if effect.hazard == "critical" else "writes wait"
    yield Violation(
        effect.locks[0].relation,
        f"this {done} under {effect.strongest}: {waiting} meanwhile",
        f"SET lock_timeout = '5s';\n{context.sql};\n-- in a maintenance window: this form has no online variant",
    )


RULE = Rule(
    code="MIG190",
    name="work-under-a-blocking-lock",
    severity="error",
    on=("effect",),
    check=check,
    documentation=__doc__,
)
