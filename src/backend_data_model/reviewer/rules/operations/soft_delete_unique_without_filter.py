"""A unique key that counts rows which are marked as deleted.

## What it does

In tables with a column such as `deleted_at`, looks for UNIQUE constraints and unique indexes that neither contain
that column nor leave deleted rows out by their WHERE. Keys of generated UUIDs and of secret tokens pass.

## Why is this bad

A user who deleted the account can never register the same address again, and the error speaks of a row that nobody
can see.

## Example

```sql
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL UNIQUE, deleted_at timestamptz);
```

## Use instead

```sql
CREATE UNIQUE INDEX unique_users_on_email ON users (email) WHERE deleted_at IS NULL;
```

Under shared tenancy the tenant stays in it: `(tenant_id, email) WHERE deleted_at IS NULL`. MySQL has no partial
index: use a unique functional index over `(CASE WHEN deleted_at IS NULL THEN email END)`.

## References

- PostgreSQL manual, 11.8 "Partial Indexes"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.columns import is_generated_uuid, is_secret
from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.facts.expressions import mentions
from backend_data_model.reviewer.facts.keys import unique_keys
from backend_data_model.reviewer.facts.times import is_time
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


_DELETED = frozenset({"deleted_at", "deleted_on", "deletedat", "removed_at", "date_deleted", "archived_at"})


def check(context: Context) -> Iterator[Outcome]:
    """Check each unique key of a table with soft deletion."""
    for table in context.root_tables:
        mark = next(
            (c for c in table.columns if c.name.lower() in _DELETED and is_time(c, context.engine) and c.nullable), None
        )
        if mark is None:
            continue
        for key in unique_keys(table):
            columns = [column for name in key.columns if (column := table.column(name)) is not None]
            if key.kind == "primary key" or any(
                is_generated_uuid(column, table) or is_secret(column) for column in columns
            ):
                continue
            primary = set(table.primary_key.columns) if table.primary_key else set()
            filtered = key.where is not None and mentions(key.where, mark.name)
            if filtered or mark.name in key.columns or (primary and primary <= set(key.columns)):
                yield PASSED
                continue
            where = place(table, list(key.columns))
            yield Violation(
                where,
                f"the {key.kind} {where} counts deleted rows: a value is taken for ever",
                f"make it a unique index WHERE {mark.name} IS NULL",
                key.position or table.position,
            )


RULE = Rule(
    code="BDM606",
    name="soft-delete-unique-without-filter",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="unique keys leave deleted rows out",
    dimensions=("operational readiness",),
)
