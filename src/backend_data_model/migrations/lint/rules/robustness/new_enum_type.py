"""A new enum type.

## What it does

Looks for `CREATE TYPE ... AS ENUM`.

## Why is this bad

A value can never be removed, and a new one not be used in the transaction that adds it.

## Example

```sql
CREATE TYPE order_state AS ENUM ('open', 'paid');
```

## Use instead

```sql
CREATE TABLE order_states (name text PRIMARY KEY);
INSERT INTO order_states VALUES ('open'), ('paid');
```

## References

- PostgreSQL manual, 8.7 "Enumerated Types"
- eugene W13; postgres-language-server creating-enum
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.names import dotted
from backend_data_model.migrations.lint.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    name = dotted(item.string.sval for item in node.type_name)
    values = ", ".join("'" + item.string.sval.replace("'", "''") + "'" for item in node.vals)
    yield Violation(name, f"values of {name} can never be removed", f"text CHECK (... IN ({values}))")


RULE = Rule(
    code="MIG710",
    name="new-enum-type",
    severity="info",
    on=("create_enum_stmt",),
    check=check,
    documentation=__doc__,
)
