"""ALTER TABLE that does not say how it may run.

## What it does

Looks for `ALTER TABLE`, `CREATE INDEX` and `DROP INDEX` without ALGORITHM, or without the LOCK that is needed, on a
table that this file did not make.

## Why is this bad

The server takes the best way that it has. On another version, or on a table with a FULLTEXT index, that is a copy, and
nobody notices before writers wait.

## Example

```sql
ALTER TABLE orders ADD COLUMN note text;
```

## Use instead

```sql
ALTER TABLE orders ADD COLUMN note text, ALGORITHM=INSTANT;
```

## References

- MySQL 8.4 manual, 15.1.9 ALTER TABLE, "Performance and Space Requirements"
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.engines.mysql.syntax import nodes
from backend_data_model.migrations.lint.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.dialects.context import DialectContext


def check(context: DialectContext, _: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    found, node = context.prediction, context.node
    if found is None or found.online is None or not isinstance(node, nodes.AlterTable) or found.safe is None:
        return
    if found.refused or not context.in_use(node.name) or found.online.algorithm in {None, "COPY"}:
        return
    silent = node.algorithm in {None, "DEFAULT"}
    open_lock = node.algorithm != "INSTANT" and found.online.algorithm != "INSTANT" and node.lock in {None, "DEFAULT"}
    if (silent or open_lock) and (node.algorithm or "INSTANT") != "COPY":
        yield Violation(
            node.name,
            f"if the server cannot change {node.name} this way it takes a slower one without a word",
            f"{found.safe};",
            context.replaced(found.safe),
        )


RULE = Rule(
    code="MIG152",
    name="alter-without-algorithm",
    severity="warning",
    on=("statement",),
    check=check,
    documentation=__doc__,
    engines=("mysql", "mariadb"),
)
