"""A constraint added without a name.

## What it does

Looks for `ADD CHECK`, `ADD FOREIGN KEY`, `ADD UNIQUE` and `ADD PRIMARY KEY` without `CONSTRAINT name`.

## Why is this bad

The name that PostgreSQL finds depends on what exists already: the next migration has to guess it, and cannot run on
every database alike.

## Example

```sql
ALTER TABLE orders ADD CHECK (total >= 0) NOT VALID;
```

## Use instead

```sql
ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;
```

## References

- PostgreSQL manual, ALTER TABLE
- diesel-guard unnamed constraints; Atlas NM105
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as pb

from backend_data_model.migrations.lint.names import generated_name, quoted
from backend_data_model.migrations.lint.rule import Rule, Violation
from backend_data_model.migrations.lint.tree import (
    definition,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    constraint = definition(node).constraint
    if constraint.conname or constraint.indexname or constraint.contype == pb.CONSTR_NOTNULL:
        return
    table = context.target.relname
    columns = [key.string.sval for key in (*constraint.keys, *constraint.fk_attrs)]
    suffix = {pb.CONSTR_FOREIGN: "fkey", pb.CONSTR_UNIQUE: "key", pb.CONSTR_PRIMARY: "pkey"}.get(
        constraint.contype, "check"
    )
    words = [*columns, suffix] if suffix not in {"pkey", "check"} else [suffix]
    yield Violation(
        context.name(context.target),
        "what this constraint will be called is left to PostgreSQL",
        f"ADD CONSTRAINT {quoted(generated_name(table, *words))} ...",
    )


RULE = Rule(
    code="MIG803",
    name="unnamed-constraint",
    severity="info",
    on=("AT_AddConstraint",),
    check=check,
    documentation=__doc__,
)
