"""A table, view or materialized view renamed.

## What it does

Looks for `RENAME TO` of a table or view that this file did not make.

## Why is this bad

Code that still runs asks for the old name and fails until it is replaced everywhere.

## Example

```sql
ALTER TABLE orders RENAME TO purchases;
```

## Use instead

```sql
ALTER TABLE orders RENAME TO purchases;
CREATE VIEW orders WITH (security_invoker) AS SELECT * FROM purchases;
-- in one transaction; drop the view once no code asks for it
```

## References

- PostgreSQL manual, ALTER TABLE, RENAME; CREATE VIEW, "Updatable Views"
- squawk renaming-table; Atlas BC101; strong_migrations
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as pb

from backend_data_model.migrations.lint.context import relation_sql
from backend_data_model.migrations.lint.names import quoted
from backend_data_model.migrations.lint.rule import ALL_ENGINES, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context
    from backend_data_model.migrations.lint.dialects.context import DialectContext


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each, once it is known that the file makes nothing else of the old name."""
    if node is None:
        made = context.session.made
        yield from (found for name, found in context.session.renamed.items() if name not in made)
        return
    if node.rename_type not in {pb.OBJECT_TABLE, pb.OBJECT_VIEW, pb.OBJECT_MATVIEW} or not context.target_in_use:
        return
    old = relation_sql(context.target)
    new = f"{quoted(context.target.schemaname)}." if context.target.schemaname else ""
    new += quoted(node.newname)
    begin, commit = ("", "") if context.in_transaction else ("BEGIN;\n", "\nCOMMIT;")
    view = f"CREATE VIEW {old} WITH (security_invoker) AS SELECT * FROM {new};"
    context.session.renamed[context.name(context.target)] = Violation(
        context.name(context.target),
        f"code that asks for {old} fails once it is called {quoted(node.newname)}",
        f"{begin}{context.sql};\n{view}{commit}\n-- drop the view in a later release"
        if node.rename_type == pb.OBJECT_TABLE
        else f"CREATE VIEW {new} AS ...;\n-- and drop {old} in a later release",
        at=context.place,
    )


def elsewhere(context: DialectContext, _: Any) -> Iterator[Violation]:
    """MySQL, MariaDB and SQLite."""
    for change in context.of("rename table"):
        yield Violation(
            change.object,
            f"code that names {change.table} fails once it is called {change.name}",
            f"rename it and at once: CREATE VIEW {change.table} AS SELECT * FROM {change.name};",
        )


RULE = Rule(
    code="MIG401",
    name="rename-table",
    severity="error",
    on=("rename_stmt", "end"),
    check=check,
    documentation=__doc__,
    engines=ALL_ENGINES,
    elsewhere=elsewhere,
)
