"""REINDEX without CONCURRENTLY.

## What it does

Looks for `REINDEX` of an index, table, schema or database without `CONCURRENTLY`.

## Why is this bad

Writes wait for the SHARE lock on the table, and reads as well: planning any query locks the indexes of its tables,
and the rebuilt one is locked ACCESS EXCLUSIVE.

## Example

```sql
REINDEX INDEX orders_customer_idx;
```

## Use instead

```sql
REINDEX INDEX CONCURRENTLY orders_customer_idx;
```

## References

- PostgreSQL manual, REINDEX, "Rebuilding Indexes Concurrently"
- squawk require-concurrent-reindex; pgfence; localtools
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as pb

from backend_data_model.migrations.lint.context import relation_sql
from backend_data_model.migrations.lint.names import quoted
from backend_data_model.migrations.lint.rule import Rule, Violation
from backend_data_model.migrations.lint.tree import (
    has_option,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


_WORDS = {
    pb.REINDEX_OBJECT_INDEX: "reindex index",
    pb.REINDEX_OBJECT_TABLE: "reindex table",
    pb.REINDEX_OBJECT_SCHEMA: "reindex schema",
    pb.REINDEX_OBJECT_DATABASE: "reindex database",
}


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    if has_option(node.params, "concurrently") or node.kind not in _WORDS:
        return
    has_relation = node.HasField("relation")
    if has_relation and not context.exists(node.relation):
        return
    what = relation_sql(node.relation) if has_relation else quoted(node.name)
    edits = context.insertion(_WORDS[node.kind], " CONCURRENTLY")
    yield Violation(
        what,
        f"rebuilding {what} blocks writes, and reads too, until it is done",
        context.edited(edits) if edits else f"{_WORDS[node.kind].upper()} CONCURRENTLY {what};",
        () if context.in_transaction else edits,
    )


RULE = Rule(
    code="MIG103",
    name="reindex-without-concurrently",
    severity="error",
    on=("reindex_stmt",),
    check=check,
    documentation=__doc__,
)
