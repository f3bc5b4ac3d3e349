"""DROP TABLE of a table that may hold data.

## What it does

Looks for `DROP TABLE` of a table that this file did not make.

## Why is this bad

Its rows are gone, code that still runs fails, and ACCESS EXCLUSIVE is also taken on every table that its foreign keys
refer to.

## Example

```sql
DROP TABLE legacy_orders;
```

## Use instead

```sql
ALTER TABLE legacy_orders RENAME TO legacy_orders_dropped;
-- after a backup, and a release in which nothing has missed it: DROP TABLE legacy_orders_dropped;
```

## References

- PostgreSQL manual, DROP TABLE
- squawk ban-drop-table; Atlas DS102; django-migration-linter
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as pb

from backend_data_model.migrations.lint.names import dotted, generated_name, parts, quoted
from backend_data_model.migrations.lint.rule import ALL_ENGINES, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context
    from backend_data_model.migrations.lint.dialects.context import DialectContext


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    if node.remove_type not in {pb.OBJECT_TABLE, pb.OBJECT_FOREIGN_TABLE, pb.OBJECT_MATVIEW}:
        return
    for name in (parts(item) for item in node.objects):
        if not context.exists_name(name):
            continue
        cascade = ", and CASCADE takes what depends on it" if node.behavior == pb.DROP_CASCADE else ""
        if node.remove_type == pb.OBJECT_MATVIEW:
            continue
        yield Violation(
            ".".join(name),
            f"dropping {dotted(name)} loses its rows, and code that still uses it fails{cascade}",
            f"ALTER TABLE {dotted(name)} RENAME TO {quoted(generated_name(name[-1], 'dropped'))};\n"
            "-- and DROP it in a later release, after a backup",
        )


def elsewhere(context: DialectContext, _: Any) -> Iterator[Violation]:
    """MySQL, MariaDB and SQLite."""
    for change in context.of("drop table"):
        yield Violation(
            change.object,
            f"dropping {change.table} loses its rows, and code that still names it fails",
            f"stop using it; in a later release: DROP TABLE {change.table};",
        )


RULE = Rule(
    code="MIG301",
    name="drop-table",
    severity="error",
    on=("drop_stmt",),
    check=check,
    documentation=__doc__,
    engines=ALL_ENGINES,
    elsewhere=elsewhere,
)
