"""Table rebuilt while foreign keys act.

## What it does

Looks for DROP TABLE of a table that takes its name back from a new one, without `PRAGMA foreign_keys = OFF` before the
transaction.

## Why is this bad

DROP TABLE deletes all rows first, and with foreign keys on that deletes or empties the rows that refer to them (ON
DELETE CASCADE, SET NULL), or fails.

## Example

```sql
BEGIN;
CREATE TABLE new_orders (id INTEGER PRIMARY KEY, total INTEGER NOT NULL);
INSERT INTO new_orders SELECT id, total FROM orders;
DROP TABLE orders;
ALTER TABLE new_orders RENAME TO orders;
COMMIT;
```

## Use instead

```sql
PRAGMA foreign_keys = OFF;
BEGIN;
CREATE TABLE new_orders (id INTEGER PRIMARY KEY, total INTEGER NOT NULL);
INSERT INTO new_orders SELECT id, total FROM orders;
DROP TABLE orders;
ALTER TABLE new_orders RENAME TO orders;
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;
```

Cloudflare D1 keeps foreign keys on: copy the tables that refer to it as well.

## References

- SQLite, ALTER TABLE, "Making Other Kinds Of Table Schema Changes"; Foreign Key Support, section 5
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.dialects.context import DialectContext


def check(context: DialectContext, _: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    for change in context.changes:
        if change.kind == "drop table" and change.table.lower() in context.rebuilt and not context.keys_off:
            yield Violation(
                change.table,
                f"with foreign keys on, this deletes or empties what refers to {change.table}",
                "PRAGMA foreign_keys = OFF before BEGIN, PRAGMA foreign_key_check before COMMIT, and ON after it",
            )


RULE = Rule(
    code="MIG360",
    name="rebuild-with-foreign-keys-on",
    severity="error",
    on=("statement",),
    check=check,
    documentation=__doc__,
    engines=("sqlite",),
)
