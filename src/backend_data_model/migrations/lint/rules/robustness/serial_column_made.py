"""A new column of a serial type.

## What it does

Looks for new columns of type `serial`, `bigserial` and `smallserial`.

## Why is this bad

The sequence has rights and an owner of its own, which dumps, grants and renames forget, and any INSERT may give a
number of its own.

## Example

```sql
CREATE TABLE orders (id bigserial PRIMARY KEY);
```

## Use instead

```sql
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
```

## References

- PostgreSQL manual, 5.3 "Identity Columns"
- squawk prefer-identity; diesel-guard
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.names import quoted
from backend_data_model.migrations.lint.rule import Rule, Violation
from backend_data_model.migrations.lint.tree import (
    type_names,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    kind = {"smallserial": "smallint", "serial2": "smallint", "serial": "integer", "serial4": "integer"}
    made = kind.get(type_names(node)[0], "bigint")
    yield Violation(
        f"{context.name(context.target)}.{node.colname}",
        f"{quoted(node.colname)} is {type_names(node)[0]}; an identity column is kept with its table",
        f"{quoted(node.colname)} {made} GENERATED ALWAYS AS IDENTITY",
    )


RULE = Rule(
    code="MIG705",
    name="serial-column-made",
    severity="info",
    on=("type serial", "type serial4", "type bigserial", "type serial8", "type smallserial", "type serial2"),
    check=check,
    documentation=__doc__,
)
