"""Money in a floating-point column, or in PostgreSQL's money type.

## What it does

Looks for float, real and double columns, and PostgreSQL `money` columns, of which a word of the name is an amount
of money: price, amount, cost, total, subtotal, balance, fee, salary, wage, tax, discount, revenue, payment, budget,
refund.

SQLite has no exact decimals at all: NUMERIC and DECIMAL columns store fractions as floating point too. There it is a
note, and does not count in the score.

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
from backend_data_model.reviewer.facts.types import base_type, is_float, sqlite_affinity
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.model.finding import Severity
    from backend_data_model.model.schema import Column, Table
    from backend_data_model.reviewer.context import Context


_MONEY_WORDS_TEXT = """
    price prices amount cost costs total subtotal balance fee fees salary wage tax discount revenue payment budget
    refund credit debit
"""
_MONEY_WORDS = frozenset(_MONEY_WORDS_TEXT.split())
_OTHER_MEASURES_TEXT = """
    percent percentage pct ratio rate factor count score weight hours minutes seconds time distance quantity
"""
_OTHER_MEASURES = frozenset(_OTHER_MEASURES_TEXT.split())


def check(context: Context) -> Iterator[Outcome]:
    """Check each column that holds money by its name, and each of the type money; in SQLite nothing is counted."""
    for table in context.root_tables:
        for column in table.columns:
            is_money_type = base_type(column.type, context.engine) == "money"
            if not is_money_type and not _is_amount(column):
                continue
            if context.engine == "sqlite":
                if sqlite_affinity(column.type) in ("REAL", "NUMERIC"):
                    yield _violation(table, column, "info", "which SQLite stores as binary floating point", 0)
            elif is_money_type:
                yield _violation(table, column, "warning", "whose reading depends on the session")
            elif is_float(column.type, context.engine):
                yield _violation(table, column, "error", "which is binary floating point")
            else:
                yield PASSED


def _is_amount(column: Column) -> bool:
    parts = set(name_words(column.name))
    return not _MONEY_WORDS.isdisjoint(parts) and _OTHER_MEASURES.isdisjoint(parts)


def _violation(table: Table, column: Column, severity: Severity, reason: str, instances: int = 1) -> Violation:
    where = place(table, [column.name])
    help_ = "use whole cents in an INTEGER" if instances == 0 else "use numeric(12, 2), or whole cents in a bigint"
    return Violation(
        where,
        f"{where} holds money as {column.type}, {reason}",
        help_,
        column.position or table.position,
        severity,
        instances,
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
