"""A MySQL table whose character set cannot hold all of Unicode.

## What it does

Looks for tables whose default character set is stated and is not utf8mb4; binary and ascii ones are left alone.
There is one finding for each character set.

## Why is this bad

`utf8` (utf8mb3) has no characters beyond three bytes: an emoji or a rare name is refused or cut off, and joins with
columns of another collation cannot use their index.

## Example

```sql
CREATE TABLE posts (id bigint AUTO_INCREMENT PRIMARY KEY, body text) DEFAULT CHARSET=utf8;
```

## Use instead

```sql
CREATE TABLE posts (id bigint AUTO_INCREMENT PRIMARY KEY, body text) DEFAULT CHARSET=utf8mb4;
```

## References

- MySQL manual, "The utf8mb3 Character Set" (deprecated), "The utf8mb4 Character Set"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place, some
from backend_data_model.reviewer.facts.options import option
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.model.schema import Table
    from backend_data_model.reviewer.context import Context


_FINE = frozenset({"utf8mb4", "binary", "ascii"})


def check(context: Context) -> Iterator[Outcome]:
    """Check each table that states its character set."""
    narrow: dict[str, list[Table]] = {}
    for table in context.root_tables:
        charset = option(table, "charset", "character set", "default charset", "default character set")
        collation = option(table, "collate", "collation", "default collate")
        name = charset or (collation.partition("_")[0] if collation else None)
        if name is None:
            continue
        if name.lower() in _FINE:
            yield PASSED
            continue
        narrow.setdefault(name.lower(), []).append(table)
    for name, tables in narrow.items():
        yield Violation(
            place(tables[0]),
            f"the character set {name} cannot hold all of Unicode: {some([place(table) for table in tables])}",
            "use DEFAULT CHARSET=utf8mb4",
            tables[0].position,
            instances=len(tables),
        )


RULE = Rule(
    code="BDM410",
    name="three-byte-charset",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="tables can hold all of Unicode",
    dimensions=("operational readiness",),
    engines=("mysql",),
)
