"""A type name that SQLite does not know and takes for a number.

## What it does

Looks in tables that are not STRICT for type names that get NUMERIC affinity only because SQLite knows nothing
better (UUID, JSON, JSONB, STRING, TIMESTAMPTZ, ...), and for those that get INTEGER because they contain "INT"
(POINT, INTERVAL). NUMERIC, DECIMAL, NUMBER, BOOLEAN, BOOL, DATE, DATETIME, TIME and TIMESTAMP are left alone.

## Why is this bad

SQLite accepts any type name. With NUMERIC affinity a text that looks like a number becomes one: the id '1e5' is
stored as 100000, and '007' as 7.

## Example

```sql
CREATE TABLE devices (id UUID PRIMARY KEY, label STRING NOT NULL);
```

## Use instead

```sql
CREATE TABLE devices (id TEXT NOT NULL PRIMARY KEY, label TEXT NOT NULL) STRICT;
```

## References

- SQLite, "Datatypes In SQLite", section 3.1 "Determination Of Column Affinity"
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.facts.types import sqlite_affinity
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


_NUMBERS_TEXT = """
    numeric decimal number boolean bool date datetime time timestamp bit
"""
_NUMBERS = frozenset(_NUMBERS_TEXT.split())
_INTEGERS = re.compile(
    r"(unsigned |signed )?(tiny|small|medium|big|long)?(int|integer)(2|4|8|16|32|64)?( unsigned| signed)?"
    r"|unsigned big int"
)


def check(context: Context) -> Iterator[Outcome]:
    """Check each column of a table that is not STRICT."""
    for table in context.root_tables:
        if table.strict:
            continue
        for column in table.columns:
            name = " ".join(re.sub(r"\(.*?\)", "", column.type.lower()).split())
            affinity = sqlite_affinity(column.type)
            if name in ("", "any") or _is_meant(name, affinity):
                yield PASSED
                continue
            yield Violation(
                place(table, [column.name]),
                f"SQLite does not know the type {column.type} of {place(table, [column.name])}"
                f" and gives it {affinity} affinity: texts that look like numbers are changed",
                "use TEXT, INTEGER, REAL, BLOB or NUMERIC, in a STRICT table",
                column.position or table.position,
            )


def _is_meant(name: str, affinity: str) -> bool:
    if affinity == "NUMERIC":
        return name in _NUMBERS
    if affinity == "INTEGER":
        return _INTEGERS.fullmatch(name) is not None
    return True


RULE = Rule(
    code="BDM407",
    name="unknown-type-affinity",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="column types are ones that SQLite knows",
    dimensions=("constraint completeness",),
    engines=("sqlite",),
)
