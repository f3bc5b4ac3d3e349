"""An ignore comment that silences nothing.

## What it does

Looks for `bdm: ignore[...]` comments on whose lines no finding of that code arose, although the rule was run.

## Why is this bad

What it excused is gone, but the comment stays and would hide the next fault of the kind in the same place.

## Example

```sql
-- bdm: ignore[BDM101] few rows, never deleted
CREATE INDEX index_orders_on_customer_id ON orders (customer_id);
```

## Use instead

Remove the comment.

## References

- ruff, rule RUF100 unused-noqa
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.rule import Outcome, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backend_data_model.reviewer.context import Context


def check(_: Context) -> Iterable[Outcome]:
    """Give nothing: the review itself makes these findings, once all other rules have run."""
    return ()


RULE = Rule(
    code="BDM901",
    name="unused-ignore",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="ignore comments are used",
)
