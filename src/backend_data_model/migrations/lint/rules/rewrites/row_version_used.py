"""INSTANT change of columns that uses up a row version.

## What it does

Counts the columns added and dropped with ALGORITHM=INSTANT in this file.

## Why is this bad

MySQL keeps at most 64 row versions of a table (255 since 9.1); the next change after that is refused (error 4092) until
the table has been rebuilt.

## Example

```sql
ALTER TABLE orders ADD COLUMN a int, ALGORITHM=INSTANT;
```

## Use instead

```sql
ALTER TABLE orders ALTER COLUMN a SET DEFAULT 1, ALGORITHM=INSTANT;
```

One ALTER TABLE that adds several columns uses one version.

## References

- MySQL 8.4 manual, 17.12.1 Online DDL Operations, "Adding a Column"
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.dialects.context import DialectContext


def check(context: DialectContext, _: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    found = context.prediction
    if found is None or found.online is None or not found.online.counted or found.refused or context.copied is None:
        return
    name, target = context.copied.name, context.target
    if target is None or target.mariadb or not context.in_use(name):
        return
    used = context.versions[name] = context.versions.get(name, 0) + 1
    if used > target.row_versions:
        message = f"this is row version {used} of {name} in this file, and {target.label} takes {target.row_versions}"
        yield Violation(name, message, f"first: ALTER TABLE {name} FORCE, ALGORITHM=INPLACE, LOCK=NONE;", (), "error")
    elif used == 1:
        yield Violation(
            name,
            f"this uses one of the {target.row_versions} row versions of {name}",
            "SELECT TOTAL_ROW_VERSIONS FROM INFORMATION_SCHEMA.INNODB_TABLES WHERE NAME = 'database/table';",
        )


RULE = Rule(
    code="MIG251",
    name="row-version-used",
    severity="info",
    on=("statement",),
    check=check,
    documentation=__doc__,
    engines=("mysql", "mariadb"),
)
