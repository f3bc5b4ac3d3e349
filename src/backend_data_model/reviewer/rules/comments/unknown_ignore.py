"""An ignore comment that names no rule.

## What it does

Looks for `bdm: ignore[...]` comments whose code or name belongs to no rule.

## Why is this bad

The comment silences nothing. Most often the code is misspelt.

## Example

```sql
customer_id bigint NOT NULL REFERENCES customers (id) -- bdm: ignore[BDM1O3] decided in review
```

## Use instead

```sql
customer_id bigint NOT NULL REFERENCES customers (id) -- bdm: ignore[BDM103] decided in review
```

## References

- ruff, rule RUF102 invalid-rule-code
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
    code="BDM902",
    name="unknown-ignore",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="ignore comments name a rule",
)
