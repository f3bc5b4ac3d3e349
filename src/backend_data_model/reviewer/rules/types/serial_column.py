"""A serial column where an identity column would do (PostgreSQL).

## What it does

Looks for columns whose default is `nextval(...)`, as serial and bigserial make them; one finding for the whole
schema.

## Why is this bad

The sequence of a serial has rights and an owner of its own, which dumps, grants and renames forget, and any INSERT
may give its own number, on which a later generated one collides.

## Example

```sql
id bigserial PRIMARY KEY
```

## Use instead

```sql
id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY
```

## References

- PostgreSQL manual, 5.3 "Identity Columns"
- PostgreSQL wiki, "Don't Do This", serial
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place, some
from backend_data_model.reviewer.rule import Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Give one finding for all such columns; a matter of style, so nothing is counted."""
    found = [
        (table, column)
        for table in context.root_tables
        for column in table.columns
        if column.identity is None and column.default and column.default.lower().startswith("nextval(")
    ]
    if found:
        table, column = found[0]
        names = [place(table, [column.name]) for table, column in found]
        yield Violation(
            names[0],
            f"numbered by a serial or a sequence default: {some(names)}",
            "use GENERATED ALWAYS AS IDENTITY",
            column.position or table.position,
            instances=len(names),
        )


RULE = Rule(
    code="BDM404",
    name="serial-column",
    severity="info",
    check=check,
    documentation=__doc__,
    counted="numbered columns are identity columns",
    engines=("postgresql",),
)
