"""An SQLite table that takes values of any type.

## What it does

Looks for tables without STRICT; one finding for the whole schema.

## Why is this bad

Without STRICT an INTEGER column stores 'abc' as it is.

## Example

```sql
CREATE TABLE items (id INTEGER PRIMARY KEY, quantity INTEGER NOT NULL);
```

## Use instead

```sql
CREATE TABLE items (id INTEGER PRIMARY KEY, quantity INTEGER NOT NULL) STRICT;
```

STRICT needs SQLite 3.37 and knows only INT, INTEGER, REAL, TEXT, BLOB and ANY.

## References

- SQLite, "STRICT Tables"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place, some
from backend_data_model.reviewer.rule import Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Give one finding for all such tables; nothing is counted."""
    loose = [table for table in context.root_tables if not table.strict]
    if loose:
        names = [place(table) for table in loose]
        yield Violation(
            names[0],
            f"not STRICT, so that columns take values of any type: {some(names)}",
            "add STRICT after the closing parenthesis (SQLite 3.37)",
            loose[0].position,
            instances=len(names),
        )


RULE = Rule(
    code="BDM409",
    name="table-not-strict",
    severity="info",
    check=check,
    documentation=__doc__,
    counted="tables are STRICT",
    engines=("sqlite",),
)
