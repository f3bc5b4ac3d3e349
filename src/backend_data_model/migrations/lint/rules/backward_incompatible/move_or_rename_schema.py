"""A schema renamed, or a table moved to another.

## What it does

Looks for `ALTER SCHEMA ... RENAME TO`, and `SET SCHEMA` of a table, view, type or function that this file did not
make.

## Why is this bad

Code that still runs asks for the old qualified name, or looks along a search_path that no longer finds it.

## Example

```sql
ALTER TABLE orders SET SCHEMA sales;
```

## Use instead

```sql
ALTER TABLE orders SET SCHEMA sales;
CREATE VIEW public.orders WITH (security_invoker) AS SELECT * FROM sales.orders;
-- in one transaction; drop the view once no code asks for it
```

## References

- PostgreSQL manual, ALTER SCHEMA; ALTER TABLE, SET SCHEMA
- strong_migrations rename_schema; Atlas; postgres-language-server
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as pb

from backend_data_model.migrations.lint.context import relation_sql
from backend_data_model.migrations.lint.names import dotted, quoted
from backend_data_model.migrations.lint.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each, once it is known that the file makes nothing else of the old name."""
    if node is None:
        made = context.session.made
        yield from (found for name, found in context.session.moved.items() if name not in made)
    elif context.statement.kind == "rename_stmt":
        if node.rename_type == pb.OBJECT_SCHEMA:
            old = quoted(node.subname)
            yield Violation(
                node.subname,
                f"code that asks for anything in the schema {old} fails",
                f"CREATE SCHEMA {quoted(node.newname)};\n-- move by expand and contract, with views left in {old}",
            )
    elif node.HasField("relation") and context.target_in_use:
        old = context.name(context.target)
        table = quoted(context.target.relname)
        view = f"CREATE VIEW {dotted(old.split('.', 1))} WITH (security_invoker) AS SELECT * FROM"
        context.session.moved[old] = Violation(
            old,
            f"code that asks for {relation_sql(context.target)} no longer finds it in {quoted(node.newschema)}",
            f"BEGIN;\n{context.sql};\n{view} {quoted(node.newschema)}.{table};\nCOMMIT;",
            at=context.place,
        )


RULE = Rule(
    code="MIG403",
    name="move-or-rename-schema",
    severity="error",
    on=("rename_stmt", "alter_object_schema_stmt", "end"),
    check=check,
    documentation=__doc__,
)
