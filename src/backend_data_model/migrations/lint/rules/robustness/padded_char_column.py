"""A new column of type char(n).

## What it does

Looks for new columns of type `char(n)`.

## Why is this bad

Values are padded with blanks, which take room and surprise comparisons; a longer limit rewrites the table.

## Example

```sql
ALTER TABLE orders ADD COLUMN code char(3);
```

## Use instead

```sql
ALTER TABLE orders ADD COLUMN code text CHECK (length(code) = 3);
```

## References

- PostgreSQL wiki, "Don't Do This", char(n)
- squawk ban-char-field; pgfence; postgres-language-server
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
    yield Violation(
        f"{context.name(context.target)}.{node.colname}",
        f"{quoted(node.colname)} is padded with blanks",
        f"{quoted(node.colname)} text",
    )


RULE = Rule(
    code="MIG706",
    name="padded-char-column",
    severity="warning",
    on=("type bpchar",),
    check=check,
    documentation=__doc__,
)
