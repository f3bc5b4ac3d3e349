"""Row-level security that does not hold for the table's owner (PostgreSQL).

## What it does

Looks for tables with row-level security and policies but without FORCE ROW LEVEL SECURITY; one finding for the
schema.

## Why is this bad

The owner of a table is not subject to its policies. When the application connects as the role that made the tables,
as many do, the policies protect nothing.

## Example

```sql
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
```

## Use instead

```sql
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders FORCE ROW LEVEL SECURITY;
```

And let the application connect as a role of its own without BYPASSRLS.

## References

- PostgreSQL manual, 5.9 "Row Security Policies"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place, some
from backend_data_model.reviewer.rule import Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Give one finding for all such tables; with a role of its own it is safe, so nothing is counted."""
    open_tables = [
        table
        for table in context.root_tables
        if table.row_security and not table.force_row_security and context.policies_of(table)
    ]
    if open_tables:
        names = [place(table) for table in open_tables]
        yield Violation(
            names[0],
            f"the owner is not subject to the policies of {some(names)}",
            "ALTER TABLE ... FORCE ROW LEVEL SECURITY, and connect as another role",
            open_tables[0].position,
            instances=len(names),
        )


RULE = Rule(
    code="BDM712",
    name="row-security-not-forced",
    severity="info",
    check=check,
    documentation=__doc__,
    counted="row-level security holds for owners",
    engines=("postgresql",),
)
