"""An ignore comment that names no rule.

## What it does

Looks for `bdm: ignore[...]` comments whose code or name belongs to no rule.

## Why is this bad

The comment silences nothing. Most often the code is misspelt.

## Example

```sql
-- bdm: ignore[MIG1O1] the table is small
CREATE INDEX orders_customer_idx ON orders (customer_id);
```

## Use instead

```sql
-- bdm: ignore[MIG101] the table is small
CREATE INDEX orders_customer_idx ON orders (customer_id);
```

## References

- ruff, rule RUF102 invalid-rule-code
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
    code="MIG902",
    name="unknown-lint-ignore",
    severity="warning",
    on=(),
    check=check,
    documentation=__doc__,
    engines=ALL_ENGINES,
)
