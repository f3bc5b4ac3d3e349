"""A name longer than 63 bytes.

## What it does

Looks for new names of more than 63 bytes.

## Why is this bad

PostgreSQL cuts them off with a notice: two names may become one, and the next migration does not find the object.

## Example

```sql
CREATE INDEX CONCURRENTLY index_on_customer_subscription_renewal_reminders_on_customer_id_and_state ON reminders (a);
```

## Use instead

```sql
CREATE INDEX CONCURRENTLY reminders_customer_state_idx ON reminders (a);
```

## References

- PostgreSQL manual, 4.1.1 "Identifiers and Key Words"
- squawk identifier-too-long
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.names import LONGEST_NAME, quoted
from backend_data_model.migrations.lint.rule import Rule, Violation
from backend_data_model.migrations.lint.tree import (
    definition,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    kind = context.statement.kind
    if kind == "create_stmt":
        names = [node.relation.relname]
        names += [item.column_def.colname or item.constraint.conname for item in node.table_elts]
    elif kind == "index_stmt":
        names = [node.idxname]
    elif kind == "rename_stmt":
        names = [node.newname]
    else:
        names = [definition(node).column_def.colname or definition(node).constraint.conname]
    for name in names:
        if _may_be_cut(name) and (longer := _as_written(context, name)):
            yield Violation(
                name,
                f"PostgreSQL cuts this name down to {name}",
                f"a name of at most {LONGEST_NAME} bytes: {quoted(name[: 40 if name.isascii() else 15])}",
                at=(context.statement.piece, longer),
            )


def _may_be_cut(name: str) -> bool:
    """Whether it is as long as what the parser leaves, which cuts between characters of up to 4 bytes."""
    return len(name) >= LONGEST_NAME or (not name.isascii() and len(name.encode()) > LONGEST_NAME - 4)


def _as_written(context: Context, name: str) -> int | None:
    """Where a longer name that begins with this one stands: the parser has cut it already."""
    text, start = context.statement.piece.text, context.statement.offset
    at = text.lower().find(name.lower(), start, context.statement.end)
    after = text[at + len(name) : at + len(name) + 1] if at >= 0 else ""
    return at if after and (after.isalnum() or after == "_") else None


RULE = Rule(
    code="MIG801",
    name="name-too-long-for-postgresql",
    severity="error",
    on=("create_stmt", "index_stmt", "rename_stmt", "AT_AddColumn", "AT_AddConstraint"),
    check=check,
    documentation=__doc__,
)
