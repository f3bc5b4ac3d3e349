"""A CHECK that the engine reads and ignores.

## What it does

Looks for CHECK constraints in a MySQL schema of a version before 8.0.16, and for those marked NOT ENFORCED.

## Why is this bad

MySQL before 8.0.16 parses a CHECK and throws it away: it is not even stored, and nothing warns.

## Example

```sql
CREATE TABLE items (price decimal(12, 2) NOT NULL, CHECK (price > 0) NOT ENFORCED);
```

## Use instead

```sql
CREATE TABLE items (price decimal(12, 2) NOT NULL, CONSTRAINT check_items_price_range CHECK (price > 0));
```

On MySQL 8.0.16 or later. Before that use a trigger or keep the rule in the application.

## References

- MySQL manual, "CHECK Constraints"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.facts.versions import version_numbers
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Check each CHECK once."""
    version = version_numbers(context.schema.version)
    old = context.engine == "mysql" and version is not None and version < (8, 0, 16)
    for table in context.root_tables:
        for constraint in table.checks:
            if constraint.enforced and not old:
                yield PASSED
                continue
            name = constraint.name or f"CHECK ({constraint.expression})"
            reason = f"MySQL {context.schema.version} ignores it" if old else "it is NOT ENFORCED"
            yield Violation(
                place(table, [constraint.name]) if constraint.name else place(table),
                f"{name} of {place(table)} has no effect: {reason}",
                "use MySQL 8.0.16 or later and ENFORCED, or a trigger",
                constraint.position or table.position,
            )


RULE = Rule(
    code="BDM206",
    name="unenforced-check",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="CHECKs are enforced",
    dimensions=("constraint completeness",),
)
