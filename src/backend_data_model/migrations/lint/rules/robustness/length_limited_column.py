"""A new column of type varchar(n).

## What it does

Looks for new columns of type `varchar(n)`.

## Why is this bad

A shorter limit reads or rewrites the table, and code has to know it; a CHECK on text can be changed without.

## Example

```sql
ALTER TABLE orders ADD COLUMN note varchar(100);
```

## Use instead

```sql
ALTER TABLE orders ADD COLUMN note text CONSTRAINT orders_note_length CHECK (length(note) <= 100);
```

## References

- PostgreSQL wiki, "Don't Do This", varchar(n)
- squawk prefer-text-field; pgfence
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.names import quoted
from backend_data_model.migrations.lint.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    if node.type_name.typmods:
        limit = node.type_name.typmods[0].a_const.ival.ival
        name = quoted(node.colname)
        yield Violation(
            f"{context.name(context.target)}.{node.colname}",
            f"the limit of {name} can only be lowered by reading the table",
            f"{name} text CHECK (length({name}) <= {limit})",
        )


RULE = Rule(
    code="MIG707",
    name="length-limited-column",
    severity="info",
    on=("type varchar",),
    check=check,
    documentation=__doc__,
)
