"""A primary key of long text in InnoDB.

## What it does

Looks for MySQL primary keys with a TEXT or BLOB column, or with text columns of more than 64 characters together.

## Why is this bad

InnoDB stores the rows in the order of the primary key and repeats the key in every other index: a wide one makes each
of them wide, and random values spread the inserts over all pages.

## Example

```sql
CREATE TABLE pages (url varchar(255) PRIMARY KEY, title varchar(200) NOT NULL);
```

## Use instead

```sql
CREATE TABLE pages (
    id bigint AUTO_INCREMENT PRIMARY KEY, url varchar(255) NOT NULL UNIQUE, title varchar(200) NOT NULL
);
```

## References

- MySQL manual, "Clustered and Secondary Indexes"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.facts.types import base_type, is_text, type_length
from backend_data_model.reviewer.rule import Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


_LONGEST = 64


def check(context: Context) -> Iterator[Outcome]:
    """Give a finding for each such table; nothing is counted."""
    for table in context.root_tables:
        if table.primary_key is None:
            continue
        columns = [column for name in table.primary_key.columns if (column := table.column(name)) is not None]
        texts = [column for column in columns if is_text(column.type, "mysql")]
        unbounded = [c for c in columns if base_type(c.type, "mysql").endswith(("text", "blob"))]
        length = sum(type_length(column.type) or 0 for column in texts)
        if unbounded or length > _LONGEST:
            names = [column.name for column in unbounded or texts]
            yield Violation(
                place(table, names),
                f"the primary key of {place(table)} is long text, which every other index repeats",
                "use a bigint AUTO_INCREMENT key, and UNIQUE for the text",
                table.primary_key.position or table.position,
            )


RULE = Rule(
    code="BDM411",
    name="wide-primary-key",
    severity="info",
    check=check,
    documentation=__doc__,
    counted="primary keys are narrow",
    engines=("mysql",),
)
