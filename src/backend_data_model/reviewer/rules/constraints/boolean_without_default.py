"""A boolean column without a default.

## What it does

Looks for boolean columns (in MySQL also `tinyint(1)`) that have no DEFAULT, are not
generated, and of which no CHECK says when they have a value.

## Why is this bad

Each INSERT that does not name the column fails or stores NULL, and a boolean with NULL has three states: neither
`WHERE is_active` nor `WHERE NOT is_active` finds the row.

## Example

```sql
is_active boolean
```

## Use instead

```sql
is_active boolean NOT NULL DEFAULT true
```

## References

- database_consistency, checker three_state_boolean
- PostgreSQL manual, 8.6 "Boolean Type"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.facts.expressions import words
from backend_data_model.reviewer.facts.names import name_words
from backend_data_model.reviewer.facts.types import is_boolean
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.model.schema import Column, Table
    from backend_data_model.reviewer.context import Context


_CODES_TEXT = """
    type status state level kind mode position priority count number rank sort order
"""
_CODES = frozenset(_CODES_TEXT.split())


def check(context: Context) -> Iterator[Outcome]:
    """Check each boolean column once."""
    for table in context.root_tables:
        for column in table.columns:
            if (
                not is_boolean(column, context.engine)
                or column.generated
                or _is_code(column)
                or _is_conditional(column, table)
            ):
                continue
            if column.default is not None:
                yield PASSED
                continue
            yield Violation(
                place(table, [column.name]),
                f"the boolean {place(table, [column.name])} has no default"
                + (" and may be NULL: it has three states" if column.nullable else ""),
                "add NOT NULL DEFAULT false (or true)" if column.nullable else "add DEFAULT false (or true)",
                column.position or table.position,
            )


def _is_code(column: Column) -> bool:
    """Whether a `tinyint(1)` is a small number by its name."""
    return column.type.lower().startswith("tinyint") and not _CODES.isdisjoint(name_words(column.name)[-1:])


def _is_conditional(column: Column, table: Table) -> bool:
    """Whether a CHECK says for which rows the column must have a value, so that a default would be wrong."""
    if not column.nullable:
        return False
    tests = [(column.name.lower(), "is", "not", "null"), (column.name.lower(), "is", "null")]
    texts = [" ".join(words(constraint.expression)) for constraint in table.checks]
    return any(" ".join(test) in text for test in tests for text in texts)


RULE = Rule(
    code="BDM203",
    name="boolean-without-default",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="booleans have a default",
    dimensions=("constraint completeness",),
)
