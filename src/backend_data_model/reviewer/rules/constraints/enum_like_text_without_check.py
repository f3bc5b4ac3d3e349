"""A text column for one of a few values, without a CHECK that names them.

## What it does

Looks for text columns whose last word is status, state, type, kind, role, priority, severity, gender, visibility,
phase, stage, mode, tier or level, and that no CHECK, foreign key, enum type or domain limits. A postal state
(beside a city or postcode), a media type and the type column of a polymorphic reference are not looked at.

## Why is this bad

Any misspelling is stored: rows with the status `canceled` vanish from every query for `cancelled`.

## Example

```sql
status varchar(20) NOT NULL
```

## Use instead

```sql
status varchar(20) NOT NULL DEFAULT 'draft'
    CONSTRAINT check_orders_status_enum CHECK (status IN ('draft', 'paid', 'shipped'))
```

On a live PostgreSQL table add the CHECK with NOT VALID and validate it in a second transaction. A lookup table with
a foreign key does as well, and lets users add values.

## References

- PostgreSQL manual, 5.5.1 "Check Constraints"
- database_consistency, checker enum_value
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.facts.expressions import words
from backend_data_model.reviewer.facts.names import name_words
from backend_data_model.reviewer.facts.roles import foreign_key_columns
from backend_data_model.reviewer.facts.types import is_text
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.model.schema import Column, Table
    from backend_data_model.reviewer.context import Context


_ENUM_WORDS_TEXT = """
    status state type kind role priority severity gender visibility phase stage mode tier level
"""
_ENUM_WORDS = frozenset(_ENUM_WORDS_TEXT.split())
_COMPARING = frozenset({"in", "any", "similar", "like", "regexp", "regexp_like", "~"})
_FREE_TYPES_TEXT = """
    content mime media file data column field event object record table class
"""
_FREE_TYPES = frozenset(_FREE_TYPES_TEXT.split())
_POSTAL = frozenset(["city", "zip", "zipcode", "postal", "postcode", "country", "street", "address", "town"])


def check(context: Context) -> Iterator[Outcome]:
    """Check each text column with such a name once."""
    for table in context.root_tables:
        checked = {
            word
            for check_ in table.checks
            if _names_values(words(check_.expression))
            for word in words(check_.expression)
        }
        for column in table.columns:
            if not _is_enum_like(column, table, context):
                continue
            if column.name.lower() in checked:
                yield PASSED
                continue
            yield Violation(
                place(table, [column.name]),
                f"{place(table, [column.name])} is one of a few values by its name, but no CHECK says which",
                f"add CHECK ({column.name} IN (...)) with the values it may have, or a foreign key to a lookup table",
                column.position or table.position,
            )


def _names_values(tokens: tuple[str, ...]) -> bool:
    """Whether a CHECK compares with values: IN, ANY, a pattern, or equality with a text."""
    if not _COMPARING.isdisjoint(tokens):
        return True
    return "=" in tokens and any(token[-1:] == "'" for token in tokens)


def _is_enum_like(column: Column, table: Table, context: Context) -> bool:
    parts = name_words(column.name)
    if not parts or parts[-1] not in _ENUM_WORDS or not is_text(column.type, context.engine) or column.generated:
        return False
    if column.name in foreign_key_columns(table) or _names_the_row(column, table):
        return False
    if parts[-1] == "state" and any(not _POSTAL.isdisjoint(name_words(other.name)) for other in table.columns):
        return False
    if parts[-1] == "type" and len(parts) > 1:
        stem = "_".join(parts[:-1])
        return parts[-2] not in _FREE_TYPES and table.column(f"{stem}_id") is None
    return True


def _names_the_row(column: Column, table: Table) -> bool:
    """Whether the column is the key of a lookup table, so that its values are rows."""
    keys = [u.columns for u in table.uniques] + ([table.primary_key.columns] if table.primary_key else [])
    keys += [[key.column or "" for key in index.keys] for index in table.indexes if index.unique]
    return [column.name] in keys


RULE = Rule(
    code="BDM202",
    name="enum-like-text-without-check",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="enum-like text columns name their values in a CHECK",
    dimensions=("constraint completeness",),
)
