"""A table named by a singular.

## What it does

Looks for table names whose last word is an English singular; one finding for the whole schema.

## Why is this bad

All six large open-source schemas that were read for this rule name tables in the plural, and the plural keeps clear
of reserved words: `user`, `order` and `group` must be quoted, `users`, `orders` and `groups` need not. A schema
that mixes both is harder to guess.

## Example

```sql
CREATE TABLE "order" (id bigint PRIMARY KEY);
```

## Use instead

```sql
CREATE TABLE orders (id bigint PRIMARY KEY);
```

## References

- The conventions of Discourse, Mastodon, Ghost, Cal.com, GitLab and Supabase
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place, some
from backend_data_model.reviewer.facts.names import is_singular
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Check the name of each table once."""
    bad = [table for table in context.root_tables if is_singular(table.name)]
    for _ in range(len(context.root_tables) - len(bad)):
        yield PASSED
    if bad:
        yield Violation(
            place(bad[0]),
            f"{len(bad)} of {len(context.root_tables)} tables are named by a singular: {some([place(t) for t in bad])}",
            "name tables in the plural",
            bad[0].position,
            instances=len(bad),
        )


RULE = Rule(
    code="BDM502",
    name="singular-table-name",
    severity="info",
    check=check,
    documentation=__doc__,
    counted="tables are named in the plural",
    dimensions=("convention consistency",),
)
