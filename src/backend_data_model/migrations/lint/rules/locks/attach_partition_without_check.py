"""ATTACH PARTITION that has to read the partition.

## What it does

Looks for `ALTER TABLE ... ATTACH PARTITION` of a table that this file did not make and that is not known to have a
validated CHECK implying the bounds.

## Why is this bad

The partition is read as a whole under ACCESS EXCLUSIVE, and so is the default partition if there is one; missing
indexes are built as well.

## Example

```sql
ALTER TABLE events ATTACH PARTITION events_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
```

## Use instead

```sql
ALTER TABLE events_2025 ADD CONSTRAINT events_2025_bounds CHECK (at >= '2025-01-01' AND at < '2026-01-01') NOT VALID;
ALTER TABLE events_2025 VALIDATE CONSTRAINT events_2025_bounds;
ALTER TABLE events ATTACH PARTITION events_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
ALTER TABLE events_2025 DROP CONSTRAINT events_2025_bounds;
```

## References

- PostgreSQL manual, ALTER TABLE, ATTACH PARTITION
- pgfence; localtools; postgres-language-server
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as pb

from backend_data_model.migrations.lint.context import relation_sql
from backend_data_model.migrations.lint.names import generated_name, quoted
from backend_data_model.migrations.lint.rule import Rule, Violation
from backend_data_model.migrations.lint.tree import (
    definition,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    partition = definition(node).partition_cmd.name
    if context.statement.body.objtype == pb.OBJECT_INDEX or context.harmless:
        return
    if not context.exists(partition) or context.name(partition) in context.session.checked:
        return
    name = relation_sql(partition)
    check_name = quoted(generated_name(partition.relname, "bounds"))
    yield Violation(
        context.name(partition),
        f"attaching {name} reads all its rows, and those of a default partition, under ACCESS EXCLUSIVE",
        f"ALTER TABLE {name} ADD CONSTRAINT {check_name} CHECK (...) NOT VALID;\n"
        f"ALTER TABLE {name} VALIDATE CONSTRAINT {check_name};\n"
        f"-- in the next transaction, with nothing left to read:\n{context.sql};\n"
        f"ALTER TABLE {name} DROP CONSTRAINT {check_name};",
    )


RULE = Rule(
    code="MIG112",
    name="attach-partition-without-check",
    severity="warning",
    on=("AT_AttachPartition",),
    check=check,
    documentation=__doc__,
)
