"""A pair of columns, type and id, that together reference one of several tables.

## What it does

Looks for a text column `x_type` beside a column `x_id` that no foreign key covers (`commentable_type` and
`commentable_id`). Audit trails are not looked at: their records must survive what they speak of.

## Why is this bad

No foreign key can be declared on such a pair, so rows may point to nothing; each row repeats a type name, and no join
can be written without knowing the type first.

## Example

```sql
CREATE TABLE comments (
    id bigint PRIMARY KEY,
    commentable_type text NOT NULL,
    commentable_id bigint NOT NULL
);
```

## Use instead

A table for each kind of target, a shared supertype table, or one nullable foreign key for each target:

```sql
CREATE TABLE comments (
    id bigint PRIMARY KEY,
    post_id bigint REFERENCES posts (id) ON DELETE CASCADE,
    photo_id bigint REFERENCES photos (id) ON DELETE CASCADE,
    CONSTRAINT check_comments_target CHECK (num_nonnulls(post_id, photo_id) = 1)
);
```

## References

- GitLab documentation, "Polymorphic Associations": always use separate tables instead
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.facts.roles import foreign_key_columns
from backend_data_model.reviewer.facts.types import is_text
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.model.schema import Column, Table
    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Check each table with an `_id` column once for each such column."""
    for table in context.root_tables:
        if context.is_record_keeping(table):
            continue
        references = foreign_key_columns(table)
        for column in table.columns:
            stem = _stem(column.name)
            if stem is None:
                continue
            kind = _kind_column(table, stem, context)
            if column.name in references or kind is None:
                yield PASSED
                continue
            yield Violation(
                place(table, [kind.name, column.name]),
                f"{kind.name} says which table {column.name} points to: no foreign key can keep it",
                "use one nullable foreign key for each target with a CHECK that exactly one is set, or separate tables",
                kind.position or table.position,
            )


def _stem(name: str) -> str | None:
    lower = name.lower()
    if lower.endswith("_id") and len(lower) > 3:
        return name[:-3]
    return name[:-2] if name.endswith("Id") and len(name) > 2 else None


def _kind_column(table: Table, stem: str, context: Context) -> Column | None:
    for suffix in ("_type", "Type"):
        kind = table.column(stem + suffix)
        if kind is not None and (is_text(kind.type, context.engine)):
            return kind
    return None


RULE = Rule(
    code="BDM104",
    name="polymorphic-reference",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="id columns point to one table only",
    dimensions=("referential integrity",),
)
