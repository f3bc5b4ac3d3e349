"""ALTER TABLE that MySQL can only do by copying the table.

## What it does

Looks for changes whose best ALGORITHM is COPY on the version and for the table that is known: another type, a foreign
key with its check on, a CHECK, another character set, the partitioning.

## Why is this bad

Rows cannot be changed until the copy is done (LOCK=SHARED), and the replicas do it again afterwards.

## Example

```sql
ALTER TABLE orders MODIFY COLUMN total bigint NOT NULL, ALGORITHM=COPY;
```

## Use instead

```sql
-- gh-ost or pt-online-schema-change with --alter='MODIFY COLUMN total bigint NOT NULL'
ALTER TABLE orders ADD COLUMN total_2 bigint, ALGORITHM=INSTANT;
```

With the schema (`--schema`) old types are known; without it a MODIFY is taken for another type.

## References

- MySQL 8.4 manual, 17.12.1 Online DDL Operations; MariaDB: measured on 10.11
- Atlas MY101 and MY110; pt-online-schema-change; gh-ost
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.dialects.mysql_reading import clauses_of
from backend_data_model.migrations.lint.rule import Rule, Violation
from backend_data_model.migrations.mysql.online_tools import tool_command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.dialects.context import DialectContext


def check(context: DialectContext, _: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    found = context.prediction
    if found is None or found.online is None or found.refused or context.copied is None:
        return
    if found.online.algorithm != "COPY" or not context.in_use(context.copied.name):
        return
    command, reason = tool_command(context.copied, clauses_of(context.sql))
    yield Violation(
        context.copied.name,
        f"this copies {context.copied.name}, and writers wait until it is done",
        command or reason,
    )


RULE = Rule(
    code="MIG150",
    name="alter-copies-table",
    severity="error",
    on=("statement",),
    check=check,
    documentation=__doc__,
    engines=("mysql", "mariadb"),
)
