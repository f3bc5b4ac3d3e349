"""A MySQL table in a storage engine without transactions.

## What it does

Looks for tables whose ENGINE is MyISAM, MEMORY, HEAP, MERGE, CSV, ARCHIVE, BLACKHOLE or Aria.

## Why is this bad

They know no transactions and no foreign keys (the clause is read and thrown away), lock the whole table for a
write, and MyISAM may lose rows in a crash.

## Example

```sql
CREATE TABLE posts (id bigint AUTO_INCREMENT PRIMARY KEY) ENGINE=MyISAM;
```

## Use instead

```sql
CREATE TABLE posts (id bigint AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB;
```

## References

- MySQL manual, "Alternative Storage Engines"; "FOREIGN KEY Constraints"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.facts.options import option
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


_WITHOUT = frozenset({"myisam", "memory", "heap", "merge", "mrg_myisam", "csv", "archive", "blackhole", "aria"})


def check(context: Context) -> Iterator[Outcome]:
    """Check each table that states its engine."""
    for table in context.root_tables:
        name = option(table, "engine")
        if name is None:
            continue
        if name.lower() not in _WITHOUT:
            yield PASSED
            continue
        lost = f" and its {len(table.foreign_keys)} foreign keys do nothing" if table.foreign_keys else ""
        yield Violation(
            place(table),
            f"{place(table)} is a {name} table: it has no transactions{lost}",
            "use ENGINE=InnoDB",
            table.position,
        )


RULE = Rule(
    code="BDM607",
    name="nontransactional-storage-engine",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="tables have transactions",
    dimensions=("operational readiness",),
    engines=("mysql",),
)
