"""A table that does not record when its rows were made and last changed.

## What it does

Looks for tables without a column such as `created_at`, or without one such as `updated_at`; `created_on`,
`date_added`, `last_modified` and the like count. Junctions, lookups, partitions and the tables of migration tools
need neither; audit trails, logs, histories and event tables need no `updated_at`.

## Why is this bad

Without them nobody can say since when a wrong value is there, and no export, cache or search index can take only
what changed.

## Example

```sql
CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL, email text NOT NULL);
```

## Use instead

```sql
CREATE TABLE customers (
    id bigint PRIMARY KEY, name text NOT NULL, email text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
```

A trigger (PostgreSQL, SQLite) or ON UPDATE CURRENT_TIMESTAMP (MySQL) keeps `updated_at` true.

## References

- active_record_doctor, detector table_without_timestamps
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.facts.roles import (
    is_created_column,
    is_junction,
    is_lookup,
    is_updated_column,
)
from backend_data_model.reviewer.facts.times import is_time, names_time
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Check each table that needs timestamps once."""
    for table in context.root_tables:
        if is_junction(table) or is_lookup(table, context.engine):
            continue
        times = [column for column in table.columns if is_time(column, context.engine)]
        missing: list[str] = []
        if context.is_record_keeping(table):
            missing = [] if any(names_time(column, context.engine) for column in times) else ["created_at"]
        else:
            missing += [] if any(is_created_column(column) for column in times) else ["created_at"]
            missing += [] if any(is_updated_column(column) for column in times) else ["updated_at"]
        if not missing:
            yield PASSED
            continue
        yield Violation(
            place(table),
            f"{place(table)} has no {' and no '.join(missing)}",
            f"add {' and '.join(missing)}, NOT NULL and with the current time as default",
            table.position,
        )


RULE = Rule(
    code="BDM601",
    name="table-without-timestamps",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="tables record when rows were made and changed",
    dimensions=("operational readiness",),
)
