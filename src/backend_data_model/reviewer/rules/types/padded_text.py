"""A text column of fixed length, padded with blanks (PostgreSQL).

## What it does

Looks for columns of the type `char(n)` with n over 1; one finding for each table.

## Why is this bad

PostgreSQL pads shorter values with blanks, which some functions see and others do not, and gains nothing: `char(n)`
is stored like text, only longer. A value of the wrong length is padded, not refused.

## Example

```sql
currency char(3) NOT NULL
```

## Use instead

```sql
currency text NOT NULL CHECK (char_length(currency) = 3)
```

## References

- PostgreSQL manual, 8.3 "Character Types"
- PostgreSQL wiki, "Don't Do This", char(n)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place, some
from backend_data_model.reviewer.facts.types import is_padded, type_length
from backend_data_model.reviewer.rule import Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Give one finding for each table with such columns; a matter of style, so nothing is counted."""
    for table in context.root_tables:
        padded = [c for c in table.columns if is_padded(c.type, "postgresql") and (type_length(c.type) or 1) > 1]
        if padded:
            names = [column.name for column in padded]
            yield Violation(
                place(table, names),
                f"columns of {place(table)} are padded with blanks to a fixed length: {some(names)}",
                "use text with a CHECK on char_length",
                padded[0].position or table.position,
                instances=len(names),
            )


RULE = Rule(
    code="BDM406",
    name="padded-text",
    severity="info",
    check=check,
    documentation=__doc__,
    counted="texts are not padded",
    engines=("postgresql",),
)
