"""DROP SCHEMA, DROP DATABASE or DROP OWNED.

## What it does

Looks for `DROP SCHEMA ... CASCADE`, `DROP DATABASE` and `DROP OWNED BY`.

## Why is this bad

Everything inside is gone at once, with no undo but a backup.

## Example

```sql
DROP SCHEMA billing CASCADE;
```

## Use instead

```sql
-- fails, rather than taking the tables along
DROP SCHEMA billing RESTRICT;
```

## References

- PostgreSQL manual, DROP SCHEMA; DROP DATABASE; DROP OWNED
- squawk ban-drop-database; Atlas DS101; pgfence
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as pb

from backend_data_model.migrations.lint.names import quoted
from backend_data_model.migrations.lint.rule import ALL_ENGINES, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context
    from backend_data_model.migrations.lint.dialects.context import DialectContext


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    if context.statement.kind == "dropdb_stmt":
        yield Violation(node.dbname, f"dropping the database {quoted(node.dbname)} loses all of it", _BACKUP)
    elif context.statement.kind == "drop_owned_stmt":
        roles = ", ".join(quoted(role.role_spec.rolename) for role in node.roles)
        yield Violation(roles, f"everything that {roles} owns is dropped", f"REASSIGN OWNED BY {roles} TO ...;")
    elif node.remove_type == pb.OBJECT_SCHEMA and node.behavior == pb.DROP_CASCADE:
        for item in node.objects:
            name = item.string.sval
            yield Violation(
                name,
                f"the schema {quoted(name)} is dropped with all that is in it",
                f"DROP SCHEMA {quoted(name)} RESTRICT;\n-- after its tables were dropped by name, and a backup",
            )


_BACKUP = "-- by hand, after a backup that was restored once to prove it: no migration should hold it"


def elsewhere(context: DialectContext, _: Any) -> Iterator[Violation]:
    """MySQL, MariaDB and SQLite."""
    for change in context.of("drop database"):
        yield Violation(
            change.object,
            f"this drops the database {change.table} with everything in it",
            "leave it to a person, outside of migrations",
        )


RULE = Rule(
    code="MIG303",
    name="drop-schema-or-database",
    severity="error",
    on=("drop_stmt", "dropdb_stmt", "drop_owned_stmt"),
    check=check,
    documentation=__doc__,
    engines=ALL_ENGINES,
    elsewhere=elsewhere,
)
