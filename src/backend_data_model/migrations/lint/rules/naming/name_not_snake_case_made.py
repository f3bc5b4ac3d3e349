"""A new name that has to be quoted.

## What it does

Looks for new tables and columns whose names are not in lower case with underscores.

## Why is this bad

Everybody who writes the name has to quote it from then on.

## Example

```sql
CREATE TABLE "OrderItems" (id bigint PRIMARY KEY);
```

## Use instead

```sql
CREATE TABLE order_items (id bigint PRIMARY KEY);
```

## References

- PostgreSQL manual, 4.1.1 "Identifiers and Key Words"
- Atlas NM101 to NM106
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as pb

from backend_data_model.migrations.lint.names import quoted
from backend_data_model.migrations.lint.rule import Rule, Violation
from backend_data_model.migrations.lint.tree import (
    definition,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    kind = context.statement.kind
    if kind == "create_stmt":
        names = [node.relation.relname, *(item.column_def.colname for item in node.table_elts)]
    elif kind == "rename_stmt":
        names = [node.newname] if node.rename_type in {pb.OBJECT_TABLE, pb.OBJECT_COLUMN} else []
    else:
        names = [definition(node).column_def.colname]
    odd = [name for name in names if name and (name != name.lower() or not name.replace("_", "a").isalnum())]
    if odd:
        listed = ", ".join(quoted(name) for name in odd[:5])
        yield Violation(odd[0], f"must be quoted wherever it is used: {listed}", f"{_snake(odd[0])}")


def _snake(name: str) -> str:
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"\W+", "_", words).strip("_").lower()


RULE = Rule(
    code="MIG802",
    name="name-not-snake-case-made",
    severity="info",
    on=("create_stmt", "AT_AddColumn", "rename_stmt"),
    check=check,
    documentation=__doc__,
)
