"""Constraints or indexes of one kind named in several ways.

## What it does

Takes the names that were given to foreign keys, unique keys, checks and indexes and finds for each kind how
most of them begin or end (`fk_...`, `..._fkey`, `index_..._on_...`). Names of another form are reported, once for
each kind; constraints without a name of their own are not looked at.

## Why is this bad

A constraint's name is what an error message shows and what a migration must say. When names follow one form they
can be guessed and sorted.

## Example

```sql
CONSTRAINT fk_orders_customer_id_customers FOREIGN KEY (customer_id) REFERENCES customers (id),
CONSTRAINT order_to_address FOREIGN KEY (address_id) REFERENCES addresses (id)
```

## Use instead

```sql
CONSTRAINT fk_orders_customer_id_customers FOREIGN KEY (customer_id) REFERENCES customers (id),
CONSTRAINT fk_orders_address_id_addresses FOREIGN KEY (address_id) REFERENCES addresses (id)
```

## References

- GitLab documentation, "Constraints naming conventions"
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.constraint_names import KINDS, UNMARKED, name_form, named_objects
from backend_data_model.reviewer.facts.describe import some
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Check each given name once, within its kind."""
    items = [item for table in context.root_tables for item in named_objects(table)]
    for kind in KINDS:
        named = [item for item in items if item.kind == kind]
        if len(named) < 2:
            continue
        counts = Counter(name_form(item) for item in named)
        usual = max(counts, key=lambda form: (counts[form], form))
        others = [item for item in named if name_form(item) != usual] if usual != UNMARKED else []
        for _ in range(len(named) - len(others)):
            yield PASSED
        if others:
            yield Violation(
                others[0].name,
                f"{len(others)} of {len(named)} names of {KINDS[kind]} are not of the usual form {usual}:"
                f" {some([item.name for item in others])}",
                f"name them like the others: {usual}",
                others[0].position,
                instances=len(others),
            )


RULE = Rule(
    code="BDM505",
    name="inconsistent-constraint-names",
    severity="info",
    check=check,
    documentation=__doc__,
    counted="names of constraints and indexes are of the usual form",
    dimensions=("convention consistency",),
)
