"""An index that is the beginning of another one.

## What it does

Looks for plain, non-unique btree indexes whose keys are the first keys, in the same order, of a longer index, unique
constraint or primary key with the same WHERE.

## Why is this bad

The longer index answers everything the shorter one can. The shorter one costs a write for every row and takes memory.
Keep it only when the longer index is so much wider that reading it is measurably slower.

## Example

```sql
CREATE INDEX index_orders_on_customer_id ON orders (customer_id);
CREATE INDEX index_orders_on_customer_id_placed_at ON orders (customer_id, placed_at);
```

## Use instead

```sql
CREATE INDEX index_orders_on_customer_id_placed_at ON orders (customer_id, placed_at);
```

## References

- pg-index-health, check "intersected indexes"
- percona-toolkit, pt-duplicate-key-checker
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.access import access_paths, is_prefix_of
from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Check each plain index that is not unique."""
    for table in context.root_tables:
        paths = list(access_paths(table))
        for path in paths:
            if path.constraint or path.unique or path.method != "btree":
                continue
            longer = next((other for other in paths if other is not path and is_prefix_of(path, other)), None)
            if longer is None:
                yield PASSED
                continue
            yield Violation(
                place(table, [path.label]),
                f"the index {path.label} of {place(table)} is the beginning of {longer.label}",
                f"drop {path.label}",
                path.position or table.position,
            )


RULE = Rule(
    code="BDM302",
    name="redundant-index",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="indexes are not the beginning of a longer one",
    dimensions=("index coverage",),
)
