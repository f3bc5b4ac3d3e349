"""A small table that holds exactly one row for each row of another and nothing else needs.

## What it does

Looks for tables that have one foreign key, which is unique and NOT NULL, at most five columns of their own and no
table that references them. Subtypes (several tables that share a parent's key, or `is_a` in the model) and tables
with secrets or large values, which are kept apart for good reason, are not reported.

## Why is this bad

When both are read together, each read pays for a join and each write for a second row, and nothing keeps the second
row from missing.

## Example

```sql
CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE customer_details (
    customer_id bigint PRIMARY KEY REFERENCES customers (id) ON DELETE CASCADE,
    phone text
);
```

## Use instead

```sql
CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL, phone text);
```

Keep the table when it is optional and wide, written far more often, or open to other readers.

## References

- The schema checklist of this project: over-normalisation
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.facts.keys import is_unique
from backend_data_model.reviewer.facts.roles import is_bookkeeping
from backend_data_model.reviewer.facts.types import base_type
from backend_data_model.reviewer.rule import Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.model.schema import Column, Table
    from backend_data_model.reviewer.context import Context

_MOST_COLUMNS = 5
_KEPT_APART = re.compile(r"(?i)password|secret|credential|token|key_material|blob|content|body|statistic|stats|search")
_LARGE = frozenset({"bytea", "blob", "longblob", "mediumblob", "json", "jsonb", "longtext", "mediumtext", "tsvector"})


def check(context: Context) -> Iterator[Outcome]:
    """Give a finding for each such table; judgement is needed, so nothing is counted."""
    candidates = [table for table in context.root_tables if _is_candidate(table, context)]
    shared: dict[str, int] = {}
    for table in candidates:
        shared[table.foreign_keys[0].ref_table] = shared.get(table.foreign_keys[0].ref_table, 0) + 1
    for table in candidates:
        key = table.foreign_keys[0]
        if shared[key.ref_table] > 1:
            continue
        yield Violation(
            table.qualified_name,
            f"{table.qualified_name} has exactly one row for each of {key.ref_table} and few columns of its own",
            f"if the two are read together, move its columns into {key.ref_table}",
            table.position,
        )


def _is_candidate(table: Table, context: Context) -> bool:
    if len(table.foreign_keys) != 1 or table.qualified_name in context.referenced:
        return False
    key = table.foreign_keys[0]
    target = context.target(key, table)
    entity = context.entity(table)
    if target is None or target is table or (entity is not None and entity.is_a):
        return False
    columns = [table.column(name) for name in key.columns]
    if any(column is None or column.nullable for column in columns) or not is_unique(table, key.columns):
        return False
    own = [column for column in table.columns if _is_own(column, table)]
    if len(own) > _MOST_COLUMNS or _KEPT_APART.search(place(table)):
        return False
    return not any(
        base_type(column.type, context.engine) in _LARGE or _KEPT_APART.search(column.name) for column in own
    )


def _is_own(column: Column, table: Table) -> bool:
    keys = {*table.foreign_keys[0].columns, *(table.primary_key.columns if table.primary_key else ())}
    return column.name not in keys and not is_bookkeeping(column)


RULE = Rule(
    code="BDM109",
    name="split-one-to-one",
    severity="info",
    check=check,
    documentation=__doc__,
    counted="one-to-one tables have a reason",
)
