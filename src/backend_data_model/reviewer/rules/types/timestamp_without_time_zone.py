"""A point in time stored without its time zone (PostgreSQL).

## What it does

Looks for columns of the type `timestamp without time zone`; one finding for each table.

## Why is this bad

The column holds what a clock showed, not when: the same value means another moment in each session's TimeZone, and in
the night when summer time ends an hour comes twice. `timestamp with time zone` takes the same eight bytes.

## Example

```sql
created_at timestamp NOT NULL DEFAULT now()
```

## Use instead

```sql
created_at timestamptz NOT NULL DEFAULT now()
```

Times on the wall (a shop's opening hours, a birthday party) are rightly without a zone; silence the finding there.

## References

- PostgreSQL manual, 8.5.1.3 "Time Stamps"
- PostgreSQL wiki, "Don't Do This", timestamp (without time zone)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place, some
from backend_data_model.reviewer.facts.types import base_type
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Check each timestamp column once."""
    for table in context.root_tables:
        naive = [c for c in table.columns if base_type(c.type, "postgresql") == "timestamp without time zone"]
        for column in table.columns:
            if base_type(column.type, "postgresql") == "timestamp with time zone":
                yield PASSED
        if naive:
            names = [column.name for column in naive]
            yield Violation(
                place(table, names),
                f"times of {place(table)} without a time zone: {some(names)}",
                "use timestamp with time zone (timestamptz)",
                naive[0].position or table.position,
                instances=len(names),
            )


RULE = Rule(
    code="BDM403",
    name="timestamp-without-time-zone",
    severity="info",
    check=check,
    documentation=__doc__,
    counted="points in time have a time zone",
    dimensions=("operational readiness",),
    engines=("postgresql",),
)
