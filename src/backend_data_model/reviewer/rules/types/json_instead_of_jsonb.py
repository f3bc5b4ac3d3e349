"""A column of the type json rather than jsonb (PostgreSQL).

## What it does

Looks for columns of the type `json`.

## Why is this bad

`json` keeps the text and parses it at every access; it has no equality (so no DISTINCT, GROUP BY or UNIQUE) and no
GIN index.

## Example

```sql
settings json NOT NULL
```

## Use instead

```sql
settings jsonb NOT NULL
```

Keep `json` only where the exact text (order of keys, doubled keys, blanks) must come back.

## References

- PostgreSQL manual, 8.14 "JSON Types"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.facts.types import base_type
from backend_data_model.reviewer.rule import Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Give a finding for each such column; a matter of style, so nothing is counted."""
    for table in context.root_tables:
        for column in table.columns:
            if base_type(column.type, context.engine) == "json":
                yield Violation(
                    place(table, [column.name]),
                    f"{place(table, [column.name])} is json, which can be neither indexed nor compared",
                    "use jsonb",
                    column.position or table.position,
                )


RULE = Rule(
    code="BDM405",
    name="json-instead-of-jsonb",
    severity="info",
    check=check,
    documentation=__doc__,
    counted="JSON columns are jsonb",
    engines=("postgresql",),
)
