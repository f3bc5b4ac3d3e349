"""A statement in a transaction that PostgreSQL refuses there.

## What it does

Looks for `CONCURRENTLY`, `VACUUM`, `CREATE DATABASE`, `ALTER SYSTEM` and the like inside a transaction: one that the
script begins, or one that the migration tool wraps around the file.

## Why is this bad

It fails with "cannot run inside a transaction block".

## Example

```sql
BEGIN;
CREATE INDEX CONCURRENTLY orders_customer_idx ON orders (customer_id);
COMMIT;
```

## Use instead

```sql
CREATE INDEX CONCURRENTLY orders_customer_idx ON orders (customer_id);
```

How a tool is told: Alembic `with op.get_context().autocommit_block():`, Django `atomic = False`, Flyway
`executeInTransaction=false`, Atlas `-- atlas:txmode none`, Rails `disable_ddl_transaction!`, dbmate `-- migrate:up
transaction:false`, goose `-- +goose NO TRANSACTION`, sqlx `-- no-transaction`.

## References

- PostgreSQL manual, CREATE INDEX; VACUUM
- squawk ban-concurrent-index-creation-in-transaction; Atlas PG103; pgfence
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.rule import Rule, Violation
from backend_data_model.migrations.lint.tree import (
    refuses_transaction,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    if context.in_transaction and refuses_transaction(context.statement):
        words = " ".join(context.sql.split()[:3]).upper()
        tool = context.migration.tool
        advice = f"COMMIT;\n{context.sql};" if context.session.explicit else _OUTSIDE.get(tool, _SPLIT)
        yield Violation(tool, f"{words} ... cannot run inside a transaction", advice)


_SPLIT = "-- in a file of its own, and run outside a transaction"
_OUTSIDE = {
    "alembic": "with op.get_context().autocommit_block():\n    op.execute(...)",
    "django": "class Migration(migrations.Migration):\n    atomic = False",
    "flyway": "-- in a file of its own; or executeInTransaction=false in its .conf",
    "atlas": "-- atlas:txmode none",
    "rails": "disable_ddl_transaction!",
    "dbmate": "-- migrate:up transaction:false",
    "goose": "-- +goose NO TRANSACTION",
    "sql-migrate": "-- +migrate Up notransaction",
    "sqlx": "-- no-transaction",
    "diesel": "run_in_transaction = false in metadata.toml",
}


RULE = Rule(
    code="MIG601",
    name="concurrently-in-transaction",
    severity="error",
    on=(
        "index_stmt",
        "drop_stmt",
        "reindex_stmt",
        "AT_DetachPartition",
        "vacuum_stmt",
        "createdb_stmt",
        "dropdb_stmt",
        "alter_system_stmt",
    ),
    check=check,
    documentation=__doc__,
)
