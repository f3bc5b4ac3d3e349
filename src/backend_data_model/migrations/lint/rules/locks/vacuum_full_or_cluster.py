"""VACUUM FULL or CLUSTER of a table in use.

## What it does

Looks for `VACUUM (FULL)` and `CLUSTER`.

## Why is this bad

The table is written anew under ACCESS EXCLUSIVE: nobody reads or writes it for as long as that takes.

## Example

```sql
VACUUM FULL orders;
```

## Use instead

```sql
VACUUM (ANALYZE) orders;
-- to give space back to the system: pg_repack --table orders
```

## References

- PostgreSQL manual, VACUUM; CLUSTER
- squawk prefer-repack; pgfence; localtools
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.context import relation_sql
from backend_data_model.migrations.lint.rule import Rule, Violation
from backend_data_model.migrations.lint.tree import (
    has_option,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    if context.statement.kind == "vacuum_stmt":
        if not has_option(node.options, "full"):
            return
        relations = [item.vacuum_relation.relation for item in node.rels]
    else:
        relations = [node.relation] if node.HasField("relation") else []
    names = [relation_sql(relation) for relation in relations if context.exists(relation)]
    if relations and not names:
        return
    what = ", ".join(names) or "every table"
    yield Violation(
        what,
        f"{what} can be neither read nor written while written anew",
        "\n".join(f"VACUUM (ANALYZE) {name};" for name in names or ["..."]) + "\n-- to shrink it online: pg_repack",
    )


RULE = Rule(
    code="MIG111",
    name="vacuum-full-or-cluster",
    severity="error",
    on=("vacuum_stmt", "cluster_stmt"),
    check=check,
    documentation=__doc__,
)
