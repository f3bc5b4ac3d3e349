"""A foreign key that does not say what becomes of its rows when the referenced row is deleted.

## What it does

Looks for foreign keys without an ON DELETE clause. PostgreSQL's catalog and its dumps do not
tell a stated NO ACTION from an unstated one: there it counts as unstated.

## Why is this bad

Without the clause a DELETE of the referenced row fails (NO ACTION). That may be right, but nobody can see whether
anybody thought about it: whether orders go with their customer, block its removal or lose the reference is a rule
of the business.

## Example

```sql
customer_id bigint NOT NULL REFERENCES customers (id)
```

## Use instead

```sql
customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE RESTRICT
```

CASCADE for parts that cannot live without their whole, SET NULL for optional references, RESTRICT otherwise.

## References

- PostgreSQL manual, 5.5.5 "Foreign Keys"
- schemalint, rule reference-actions
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.facts.keys import inherited_foreign_key
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Check each foreign key once."""
    for table in context.tables:
        for key in table.foreign_keys:
            if inherited_foreign_key(context.parent(table), key):
                continue
            if key.on_delete is not None:
                yield PASSED
                continue
            where = place(table, key.columns)
            yield Violation(
                where,
                f"the foreign key {where} -> {key.ref_table} does not say what happens ON DELETE",
                "state ON DELETE RESTRICT, CASCADE or SET NULL",
                key.position or table.position,
            )


RULE = Rule(
    code="BDM103",
    name="foreign-key-without-on-delete",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="foreign keys say what happens ON DELETE",
    dimensions=("referential integrity",),
)
