"""ALGORITHM=COPY or a LOCK where the change needs none.

## What it does

Looks for ALGORITHM=COPY, LOCK=SHARED and LOCK=EXCLUSIVE on changes that the version does with less.

## Why is this bad

Writers, or with EXCLUSIVE readers too, wait for nothing.

## Example

```sql
ALTER TABLE orders ADD INDEX by_total (total), ALGORITHM=INPLACE, LOCK=EXCLUSIVE;
```

## Use instead

```sql
ALTER TABLE orders ADD INDEX by_total (total), ALGORITHM=INPLACE, LOCK=NONE;
```

## References

- MySQL 8.4 manual, 15.1.9 ALTER TABLE
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
    if found is None or found.online is None or not isinstance(node, nodes.AlterTable) or not context.in_use(node.name):
        return
    best = found.online
    copies = node.algorithm == "COPY" and best.algorithm not in {None, "COPY"}
    locks = node.lock == "EXCLUSIVE" or (node.lock == "SHARED" and best.algorithm != "COPY" and best.lock != "SHARED")
    if (copies or locks) and not found.refused:
        asked = "ALGORITHM=COPY" if copies else f"LOCK={node.lock}"
        safe = found.safe or ""
        yield Violation(
            node.name,
            f"{asked} keeps others out of {node.name}, and the change does not need it",
            f"{safe};",
            context.replaced(safe) if safe else (),
        )


RULE = Rule(
    code="MIG154",
    name="stronger-lock-than-needed",
    severity="warning",
    on=("statement",),
    check=check,
    documentation=__doc__,
    engines=("mysql", "mariadb"),
)
