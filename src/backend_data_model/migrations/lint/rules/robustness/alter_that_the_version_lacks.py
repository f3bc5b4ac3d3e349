"""ALTER TABLE that the version, or the member of the family, does not have.

## What it does

Looks for RENAME COLUMN before 3.25, DROP COLUMN before 3.35, changes of constraints (SET NOT NULL, ADD CONSTRAINT, DROP
CONSTRAINT) before 3.53, and libSQL's ALTER COLUMN ... TO elsewhere.

## Why is this bad

It is a syntax error there.

## Example

```sql
ALTER TABLE orders ALTER COLUMN note SET NOT NULL;
```

## Use instead

```sql
ALTER TABLE orders ADD COLUMN note TEXT;
```

The default of `--engine-version` is 3.50.

## References

- SQLite, release history: 3.25.0, 3.35.0, 3.53.0; libSQL, ALTER TABLE extensions
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.dialects.sqlite_reading import lacking
from backend_data_model.migrations.lint.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.dialects.context import DialectContext


def check(context: DialectContext, _: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    if context.dialect is None:
        return
    lacks = lacking(context.sql, context.dialect)
    if lacks:
        table = lacks.partition(" ")[0]
        yield Violation(
            table,
            f"{context.dialect.label} has no {lacks.partition(' ')[2]}",
            "rebuild the table: `bdm plan` writes the rebuild; or say the version with --engine-version",
        )


RULE = Rule(
    code="MIG661",
    name="alter-that-the-version-lacks",
    severity="error",
    on=("statement",),
    check=check,
    documentation=__doc__,
    engines=("sqlite",),
)
