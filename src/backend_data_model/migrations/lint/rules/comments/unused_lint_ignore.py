"""An ignore comment that silences nothing.

## What it does

Looks for `bdm: ignore[...]` comments on whose lines no finding of that code arose, although the rule was run.

## Why is this bad

What it excused is gone, but the comment stays and would hide the next fault of the kind in the same place.

## Example

```sql
-- bdm: ignore[MIG101] the table is small
CREATE INDEX CONCURRENTLY orders_customer_idx ON orders (customer_id);
```

## Use instead

Remove the comment.

## References

- ruff, rule RUF100 unused-noqa
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.rule import ALL_ENGINES, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give nothing: the run itself makes these findings, once all other rules have had their say."""
    return iter(())


RULE = Rule(
    code="MIG901",
    name="unused-lint-ignore",
    severity="warning",
    on=(),
    check=check,
    documentation=__doc__,
    engines=ALL_ENGINES,
)
