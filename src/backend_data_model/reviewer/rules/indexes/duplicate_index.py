"""Two indexes over the same columns in the same order.

## What it does

Looks for indexes that have the same method, keys, sort orders, WHERE and included columns as another index, or as the
primary key or a unique constraint.

## Why is this bad

Every INSERT and most UPDATEs write both; only one is ever read. They take space in memory that other data could have.

## Example

```sql
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL UNIQUE);
CREATE INDEX index_users_on_email ON users (email);
```

## Use instead

```sql
DROP INDEX index_users_on_email;
```

## References

- Supabase splinter, lint 0009 duplicate_index
- percona-toolkit, pt-duplicate-key-checker
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.access import access_paths, same_keys
from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context
    from backend_data_model.reviewer.facts.access import AccessPath


def check(context: Context) -> Iterator[Outcome]:
    """Check each index that is not the implementation of a constraint."""
    for table in context.root_tables:
        seen: list[AccessPath] = []
        for path in access_paths(table):
            twin = next((other for other in seen if same_keys(path, other)), None)
            seen.append(path)
            if path.constraint:
                continue
            if twin is None:
                yield PASSED
                continue
            yield Violation(
                place(table, [path.label]),
                f"the index {path.label} of {place(table)} repeats {twin.label}",
                f"drop {path.label}",
                path.position or table.position,
            )


RULE = Rule(
    code="BDM301",
    name="duplicate-index",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="indexes are not duplicates",
    dimensions=("index coverage",),
)
