"""ALTER TABLE in place during which rows cannot be changed.

## What it does

Looks for changes that run in place but only with LOCK=SHARED: FULLTEXT and SPATIAL indexes, an AUTO_INCREMENT column, a
rebuild of a table that has such an index.

## Why is this bad

Writers wait for as long as the index is built or the table rebuilt.

## Example

```sql
ALTER TABLE articles ADD FULLTEXT INDEX by_text (body), ALGORITHM=INPLACE, LOCK=SHARED;
```

## Use instead

```sql
ALTER TABLE articles ADD INDEX by_title (title), ALGORITHM=INPLACE, LOCK=NONE;
```

Where the index is needed, let a tool build it on a copy beside the traffic.

## References

- MySQL 8.4 manual, 17.12.1 Online DDL Operations
- pt-online-schema-change; gh-ost
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
    if found.online.algorithm == "COPY" or not found.online.blocks_writes or not context.in_use(context.copied.name):
        return
    command, reason = tool_command(context.copied, clauses_of(context.sql))
    yield Violation(
        context.copied.name,
        f"rows of {context.copied.name} cannot be changed until this is done (LOCK=SHARED is the least it takes)",
        command or reason,
    )


RULE = Rule(
    code="MIG151",
    name="alter-in-place-blocks-writes",
    severity="error",
    on=("statement",),
    check=check,
    documentation=__doc__,
    engines=("mysql", "mariadb"),
)
