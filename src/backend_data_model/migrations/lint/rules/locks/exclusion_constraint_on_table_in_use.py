"""An EXCLUDE constraint added to a table in use.

## What it does

Looks for `ADD CONSTRAINT ... EXCLUDE` on a table that this file did not make.

## Why is this bad

Its index is built and all rows are checked under ACCESS EXCLUSIVE, and there is no way to add it without.

## Example

```sql
ALTER TABLE bookings ADD CONSTRAINT bookings_no_overlap EXCLUDE USING gist (room WITH =, during WITH &&);
```

## Use instead

```sql
-- a new table that has the constraint, dual writes, a backfill in batches, and then the switch
CREATE TABLE bookings_new (LIKE bookings INCLUDING ALL, EXCLUDE USING gist (room WITH =, during WITH &&));
```

## References

- PostgreSQL manual, CREATE TABLE, EXCLUDE
- squawk; eugene E8; strong_migrations
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.context import relation_sql
from backend_data_model.migrations.lint.names import quoted
from backend_data_model.migrations.lint.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    if not context.target_in_use or context.harmless:
        return
    table = relation_sql(context.target)
    yield Violation(
        context.name(context.target),
        f"adding an exclusion constraint stops reads and writes of {table} while its index is built",
        f"CREATE TABLE {quoted(context.target.relname + '_new')} (LIKE {table} INCLUDING ALL, EXCLUDE ...);"
        "\n-- dual writes, a backfill in batches, then the switch; or do it in a maintenance window",
    )


RULE = Rule(
    code="MIG109",
    name="exclusion-constraint-on-table-in-use",
    severity="error",
    on=("CONSTR_EXCLUSION",),
    check=check,
    documentation=__doc__,
)
