"""Money in a floating-point column, or in PostgreSQL's money type.

## What it does

Looks for float, real and double columns, and PostgreSQL `money` columns, of which a word of the name is an amount
of money: price, amount, cost, total, subtotal, balance, fee, salary, wage, tax, discount, revenue, payment, budget,
refund.

## Why is this bad

Binary floating point cannot hold 0.10: sums drift by cents and comparisons for equality fail. The `money` type has
no currency, and what it shows and reads depends on the session's lc_monetary.

## Example

```sql
price double precision NOT NULL
```

## Use instead

```sql
price numeric(12, 2) NOT NULL
```

Or whole cents in a bigint named `price_cents`.

## References

- PostgreSQL manual, 8.1.3 "Floating-Point Types", 8.2 "Monetary Types"
- MySQL manual, "Problems with Floating-Point Values"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.facts.names import name_words
from backend_data_model.reviewer.facts.types import base_type, is_float
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


_MONEY_WORDS = frozenset(
    [
        "price",
        "prices",
        "amount",
        "cost",
        "costs",
        "total",
        "subtotal",
        "balance",
        "fee",
        "fees",
        "salary",
        "wage",
        "tax",
        "discount",
        "revenue",
        "payment",
        "budget",
        "refund",
        "credit",
        "debit",
    ]
)
_OTHER_MEASURES = frozenset(
    [
        "percent",
        "percentage",
        "pct",
        "ratio",
        "rate",
        "factor",
        "count",
        "score",
        "weight",
        "hours",
        "minutes",
        "seconds",
        "time",
        "distance",
        "quantity",
    ]
)


def check(context: Context) -> Iterator[Outcome]:
    """Check each column that holds money by its name, and each of the type money."""
    for table in context.root_tables:
        for column in table.columns:
            parts = set(name_words(column.name))
            is_money_type = base_type(column.type, context.engine) == "money"
            if not is_money_type and (_MONEY_WORDS.isdisjoint(parts) or not _OTHER_MEASURES.isdisjoint(parts)):
                continue
            if not is_money_type and not is_float(column.type, context.engine):
                yield PASSED
                continue
            yield Violation(
                place(table, [column.name]),
                f"{place(table, [column.name])} holds money as {column.type}",
                "use numeric(12, 2), or whole cents in a bigint",
                column.position or table.position,
                severity="warning" if is_money_type else None,
            )


RULE = Rule(
    code="BDM402",
    name="inexact-money",
    severity="error",
    check=check,
    documentation=__doc__,
    counted="amounts of money are exact",
    dimensions=("constraint completeness",),
)
