"""A length that SQLite does not enforce.

## What it does

Looks for `VARCHAR(n)` and `CHAR(n)` columns of SQLite tables that no CHECK speaks of; one finding for each table.

## Why is this bad

SQLite reads the number and ignores it: a VARCHAR(20) holds a text of any length.

## Example

```sql
code VARCHAR(20) NOT NULL
```

## Use instead

```sql
code TEXT NOT NULL CHECK (length(code) <= 20)
```

## References

- SQLite, "Frequently Asked Questions", question 9
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place, some
from backend_data_model.reviewer.facts.expressions import words
from backend_data_model.reviewer.facts.types import is_text, type_length
from backend_data_model.reviewer.rule import Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Give one finding for each table with such columns; old schemas have many, so nothing is counted."""
    for table in context.root_tables:
        checked = {word for constraint in table.checks for word in words(constraint.expression)}
        loose = [
            column
            for column in table.columns
            if is_text(column.type, "sqlite") and type_length(column.type) and column.name.lower() not in checked
        ]
        if loose:
            names = [column.name for column in loose]
            yield Violation(
                place(table, names),
                f"SQLite does not enforce the lengths of these columns of {place(table)}: {some(names)}",
                "add CHECK (length(column) <= n)",
                loose[0].position or table.position,
                instances=len(names),
            )


RULE = Rule(
    code="BDM408",
    name="unenforced-length",
    severity="info",
    check=check,
    documentation=__doc__,
    counted="lengths are enforced",
    engines=("sqlite",),
)
