"""A NOT NULL column added without a default.

## What it does

Looks for `ADD COLUMN ... NOT NULL` without a default, number or expression on a table that this file did not make.

## Why is this bad

It fails as soon as the table has one row; and code that does not know the column fails on its next INSERT.

## Example

```sql
ALTER TABLE orders ADD COLUMN region text NOT NULL;
```

## Use instead

```sql
ALTER TABLE orders ADD COLUMN region text NOT NULL DEFAULT 'eu';
```

## References

- PostgreSQL manual, ALTER TABLE, ADD COLUMN
- squawk adding-required-field; Atlas MF103; django-migration-linter
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.read_types import type_text
from backend_data_model.migrations.lint.context import relation_sql
from backend_data_model.migrations.lint.names import quoted
from backend_data_model.migrations.lint.rule import ALL_ENGINES, Rule, Violation
from backend_data_model.migrations.lint.tree import (
    constraint_of,
    default_of,
    definition,
    is_serial,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context
    from backend_data_model.migrations.lint.dialects.context import DialectContext


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    column = definition(node).column_def
    required = constraint_of(column, pb.CONSTR_NOTNULL) or constraint_of(column, pb.CONSTR_PRIMARY)
    if required is None or not context.target_in_use or default_of(column) is not None or is_serial(column):
        return
    if any(constraint_of(column, kind) is not None for kind in (pb.CONSTR_GENERATED, pb.CONSTR_IDENTITY)):
        return
    table, name, kind = relation_sql(context.target), quoted(column.colname), type_text(column.type_name)
    yield Violation(
        f"{context.name(context.target)}.{column.colname}",
        f"{name} is NOT NULL without a default: this fails if {table} has rows, and so do inserts of running code",
        f"ALTER TABLE {table} ADD COLUMN {name} {kind} NOT NULL DEFAULT ...;\n"
        f"-- or: ADD COLUMN {name} {kind}; fill it in batches; then NOT NULL by a validated CHECK",
    )


def elsewhere(context: DialectContext, _: Any) -> Iterator[Violation]:
    """MySQL, MariaDB and SQLite."""
    for change in context.of("add required column"):
        yield Violation(
            change.object,
            f"old rows get 0 or an empty text for {change.object}, and code that leaves it out fails",
            "add it nullable, fill it in batches, then MODIFY it to NOT NULL",
        )


RULE = Rule(
    code="MIG501",
    name="required-column-without-default",
    severity="error",
    on=("AT_AddColumn",),
    check=check,
    documentation=__doc__,
    engines=ALL_ENGINES,
    elsewhere=elsewhere,
)
