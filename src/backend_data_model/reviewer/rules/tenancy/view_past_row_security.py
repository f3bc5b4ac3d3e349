"""A view that reads a table past its row-level security (PostgreSQL).

## What it does

Looks for views without `security_invoker`, and for materialized views, whose definition names a table with row-level
security.

## Why is this bad

A view reads its tables with the rights of its owner, so policies for the caller do not apply: all tenants' rows are
visible through it. A materialized view holds the rows of all tenants and can have no policies.

## Example

```sql
CREATE VIEW open_orders AS SELECT * FROM orders WHERE status = 'open';
```

## Use instead

```sql
CREATE VIEW open_orders WITH (security_invoker = true) AS SELECT * FROM orders WHERE status = 'open';
```

Needs PostgreSQL 15. For a materialized view: revoke it from the application and read it through a filtering view.

## References

- PostgreSQL manual, "CREATE VIEW"
- Supabase splinter, lint 0010 security_definer_view
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place, some
from backend_data_model.reviewer.facts.expressions import words
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Check each view over a table with row-level security."""
    protected = {table.name.lower(): place(table) for table in context.schema.tables if table.row_security}
    if not protected:
        return
    for view in context.schema.views:
        read = [protected[word] for word in dict.fromkeys(words(view.definition)) if word in protected]
        if not read:
            continue
        if view.security_invoker and not view.materialized:
            yield PASSED
            continue
        name = f"{view.schema}.{view.name}" if view.schema else view.name
        kind = "materialized view" if view.materialized else "view"
        yield Violation(
            name,
            f"the {kind} {name} reads {some(read)} past row-level security",
            "keep it from the application's role" if view.materialized else "add WITH (security_invoker = true)",
            view.position,
        )


RULE = Rule(
    code="BDM713",
    name="view-past-row-security",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="views respect row-level security",
    dimensions=("operational readiness",),
    engines=("postgresql",),
)
