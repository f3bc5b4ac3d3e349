"""A constraint of a domain added and validated in one step.

## What it does

Looks for `ALTER DOMAIN ... ADD CHECK` without `NOT VALID`, and `SET NOT NULL`, of a domain that this file did not
make.

## Why is this bad

Every table with a column of the domain is read under SHARE: writes to all of them wait.

## Example

```sql
ALTER DOMAIN email ADD CONSTRAINT email_at CHECK (VALUE LIKE '%@%');
```

## Use instead

```sql
ALTER DOMAIN email ADD CONSTRAINT email_at CHECK (VALUE LIKE '%@%') NOT VALID;
ALTER DOMAIN email VALIDATE CONSTRAINT email_at;
```

## References

- PostgreSQL manual, ALTER DOMAIN
- squawk ban-alter-domain-with-add-constraint; pgfence; localtools
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.names import dotted, generated_name, quoted
from backend_data_model.migrations.lint.rule import Rule, Violation
from backend_data_model.migrations.lint.tree import (
    definition,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    name = [item.string.sval for item in node.type_name]
    if not context.exists_name(name) or context.harmless:
        return
    if node.subtype == "C":
        constraint = definition(node).constraint
        if constraint.skip_validation:
            return
        edits = context.appended(" NOT VALID")
        validate = f"ALTER DOMAIN {dotted(name)} VALIDATE CONSTRAINT {quoted(constraint.conname or '...')};"
        mechanical = constraint.conname and not context.in_transaction
        rewrite = f"{context.edited(edits)}\n-- in a transaction of its own, and writes wait while it runs:\n{validate}"
        done = (*edits, *context.followed_by(validate)) if mechanical else ()
        yield Violation(dotted(name), _message(dotted(name)), rewrite, done)
    elif node.subtype == "O":
        rewrite = (
            f"ALTER DOMAIN {dotted(name)} ADD CONSTRAINT {quoted(generated_name(name[-1], 'not_null'))} "
            "CHECK (VALUE IS NOT NULL) NOT VALID;"
        )
        yield Violation(dotted(name), _message(dotted(name)), rewrite)


def _message(name: str) -> str:
    return f"this reads every table that has a column of {name}, and blocks writes to all of them"


RULE = Rule(
    code="MIG209",
    name="domain-constraint-scan",
    severity="error",
    on=("alter_domain_stmt",),
    check=check,
    documentation=__doc__,
)
