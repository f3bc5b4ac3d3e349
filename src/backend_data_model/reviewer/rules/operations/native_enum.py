"""A native ENUM for values that will change.

## What it does

Looks for PostgreSQL enum types, and for MySQL columns of the type ENUM or SET.

## Why is this bad

PostgreSQL can add a value but never remove one: that takes a new type and a rewrite of every column that has it.
MySQL must rebuild the table unless the new value comes last, and stores the values by number, in the order of the
list.

## Example

```sql
CREATE TYPE order_status AS ENUM ('draft', 'paid', 'shipped');
```

## Use instead

```sql
status varchar(20) NOT NULL CHECK (status IN ('draft', 'paid', 'shipped'))
```

A CHECK is exchanged without a rewrite (NOT VALID, then VALIDATE). A lookup table serves values that users add.

## References

- PostgreSQL manual, 8.7.4 "Implementation Details" of enumerated types; "ALTER TYPE"
- MySQL manual, "The ENUM Type"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


_HELP = "use a text column with a CHECK that names the values, or a lookup table"


def check(context: Context) -> Iterator[Outcome]:
    """Check each enum type and each column of one; text columns with a CHECK pass."""
    for enum in context.schema.enums:
        name = f"{enum.schema}.{enum.name}" if enum.schema else enum.name
        message = f"the enum type {name} can gain values but never lose one"
        yield Violation(name, message, _HELP, enum.position)
    for table in context.root_tables:
        for column in table.columns:
            kind = column.type.lower().partition("(")[0].strip()
            if context.engine == "mysql" and kind in ("enum", "set"):
                where = place(table, [column.name])
                message = f"{where} is a native {kind.upper()}: its values are hard to change"
                yield Violation(where, message, _HELP, column.position or table.position)
        for constraint in table.checks:
            if " in " in constraint.expression.lower() or "any" in constraint.expression.lower():
                yield PASSED


RULE = Rule(
    code="BDM604",
    name="native-enum",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="lists of values are CHECKs, not native enums",
    dimensions=("operational readiness",),
    engines=("postgresql", "mysql"),
)
