"""A table or column whose name is not snake_case.

## What it does

Looks for names of tables and columns that are not lower-case words joined by underscores; one finding for each
table.

## Why is this bad

PostgreSQL folds unquoted names to lower case, so `createdAt` must be quoted in every query for ever. MySQL's table
names depend on letter case on Linux and not on macOS or Windows.

## Example

```sql
CREATE TABLE "OrderLines" ("orderId" bigint NOT NULL);
```

## Use instead

```sql
CREATE TABLE order_lines (order_id bigint NOT NULL);
```

## References

- PostgreSQL manual, 4.1.1 "Identifiers and Key Words"
- MySQL manual, "Identifier Case Sensitivity"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place, some
from backend_data_model.reviewer.facts.names import is_snake_case
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Check the name of each table and column once."""
    for table in context.root_tables:
        names = [table.name, *(column.name for column in table.columns)]
        bad = [name for name in names if not is_snake_case(name)]
        for _ in range(len(names) - len(bad)):
            yield PASSED
        if bad:
            yield Violation(
                place(table),
                f"names of {place(table)} are not snake_case: {some(bad)}",
                "use lower-case words joined by underscores",
                table.position,
                instances=len(bad),
            )


RULE = Rule(
    code="BDM501",
    name="name-not-snake-case",
    severity="info",
    check=check,
    documentation=__doc__,
    counted="names of tables and columns are snake_case",
    dimensions=("convention consistency",),
)
