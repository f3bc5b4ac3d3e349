"""A way in which rows are looked up, stated in the model, that no index serves.

## What it does

For each access pattern of the model document looks for an index whose first keys, after the tenant column if there is
one, are the columns compared for equality (in any order), or the first column sorted by or ranged over where none is
compared.

## Why is this bad

The query that somebody took the care to write down scans the table.

## Example

```yaml
access_patterns:
  - entity: order
    description: the open orders of a customer, newest first
    equality: [customer, status]
    sort: [placed_at]
```

## Use instead

```sql
CREATE INDEX index_orders_on_customer_id_status_placed_at ON orders (customer_id, status, placed_at);
```

Equality, then sort, then range is a good default; check it with EXPLAIN on real data.

## References

- PostgreSQL manual, 11.3 "Multicolumn Indexes"
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.model.document import AttributeType
from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.facts.keys import is_led_by, leading_columns
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.model.document import AccessPattern, Model
    from backend_data_model.model.schema import Table
    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Check each access pattern whose columns the table has."""
    if context.model is None:
        return
    for pattern in context.model.access_patterns:
        table = context.table_of_entity.get(pattern.entity)
        wanted = _columns(table, [*(pattern.equality or (pattern.sort or pattern.range)[:1])]) if table else None
        if table is None or not wanted or _is_half_the_table(context.model, pattern):
            continue
        tenant = context.tenancy.column if context.tenancy and context.is_tenant_table(table) else None
        served = is_led_by(table, wanted) or (tenant is not None and is_led_by(table, [tenant, *wanted]))
        entity = context.model.entities.get(pattern.entity)
        served = served or (
            entity is not None and entity.soft_delete and _is_led_among_the_living(table, wanted, tenant)
        )
        served = served or any(set(columns) <= set(wanted) and columns for columns in _unique_columns(table))
        if served:
            yield PASSED
            continue
        yield Violation(
            place(table, wanted),
            f"no index of {place(table)} serves: {pattern.description}",
            f"create an index that begins with {', '.join([*([tenant] if tenant else []), *wanted])}",
            table.position,
        )


def _is_half_the_table(model: Model, pattern: AccessPattern) -> bool:
    """Whether nothing but booleans is asked, in no order: an index would not be used."""
    entity = model.entities.get(pattern.entity)
    if entity is None or pattern.sort or pattern.range:
        return False
    asked = [entity.attributes.get(name) for name in pattern.equality]
    return all(attribute is not None and attribute.type is AttributeType.BOOLEAN for attribute in asked)


def _is_led_among_the_living(table: Table, wanted: list[str], tenant: str | None) -> bool:
    """Whether a partial index without the deleted rows serves: lookups of soft-deleted rows leave these out."""
    heads = [set(wanted), {*wanted, *([tenant] if tenant else [])}]
    return any(
        set(columns[: len(head)]) == head
        for columns, where in leading_columns(table)
        if where is not None and re.sub(r"[()\s\"]", "", where).lower() == "deleted_atisnull"
        for head in heads
    )


def _columns(table: Table, names: list[str]) -> list[str] | None:
    """The columns of attributes and roles; None when the table lacks one of them."""
    found: list[str] = []
    for name in names:
        column = table.column(name) or table.column(f"{name}_id")
        if column is None:
            return None
        found.append(column.name)
    return list(dict.fromkeys(found))


def _unique_columns(table: Table) -> list[tuple[str, ...]]:
    """Keys by which a lookup finds at most one row, so that no further column helps."""
    unique = {tuple(constraint.columns) for constraint in table.uniques}
    if table.primary_key:
        unique.add(tuple(table.primary_key.columns))
    return [columns for columns, where in leading_columns(table) if where is None and columns in unique]


RULE = Rule(
    code="BDM303",
    name="access-pattern-without-index",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="stated access patterns have an index",
    dimensions=("index coverage",),
)
