"""A view, materialized view, function, type or sequence dropped.

## What it does

Looks for `DROP` of such objects that this file did not make, and that it does not make again.

## Why is this bad

Code that still runs asks for them and fails; with CASCADE more goes than is named.

## Example

```sql
DROP VIEW active_orders CASCADE;
```

## Use instead

```sql
-- bdm: ignore[MIG408] no code asks for it since release 12
DROP VIEW active_orders RESTRICT;
```

## References

- PostgreSQL manual, DROP VIEW; DROP FUNCTION; DROP TYPE
- pgfence; postgres-language-server
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as pb

from backend_data_model.migrations.lint.names import dotted, parts
from backend_data_model.migrations.lint.rule import ALL_ENGINES, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.context import Context
    from backend_data_model.migrations.lint.dialects.context import DialectContext


_KINDS = {
    pb.OBJECT_VIEW: "view",
    pb.OBJECT_MATVIEW: "materialized view",
    pb.OBJECT_FUNCTION: "function",
    pb.OBJECT_PROCEDURE: "procedure",
    pb.OBJECT_TYPE: "type",
    pb.OBJECT_SEQUENCE: "sequence",
    pb.OBJECT_DOMAIN: "domain",
}


def check(context: Context, node: Any) -> Iterator[Violation]:
    """Give a finding for each."""
    kind = _KINDS.get(node.remove_type)
    if kind is None:
        return
    for name in (parts(item) for item in node.objects):
        if not context.exists_name(name):
            continue
        cascade = ", and CASCADE takes what depends on it" if node.behavior == pb.DROP_CASCADE else ""
        yield Violation(
            ".".join(name),
            f"code that uses the {kind} {dotted(name)} fails{cascade}",
            f"DROP {kind.upper()} {dotted(name)} RESTRICT;\n-- in a release after the last code that uses it",
        )


def elsewhere(context: DialectContext, _: Any) -> Iterator[Violation]:
    """MySQL, MariaDB and SQLite."""
    for change in context.of("drop view or routine"):
        yield Violation(
            change.object,
            f"code that uses {change.table} fails",
            "drop it in the release after the last code that uses it",
        )


RULE = Rule(
    code="MIG408",
    name="drop-view-or-routine",
    severity="warning",
    on=("drop_stmt",),
    check=check,
    documentation=__doc__,
    engines=ALL_ENGINES,
    elsewhere=elsewhere,
)
