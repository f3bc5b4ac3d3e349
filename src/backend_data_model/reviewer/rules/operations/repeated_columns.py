"""A list spread over numbered columns.

## What it does

Looks for columns of one type whose names differ only by a number at the end, from 1 (or 0) upwards: phone1, phone2.

## Why is this bad

One more value needs one more column; "who has this number" must look into each of them, with an index on each;
nothing keeps the same value from standing in two.

## Example

```sql
CREATE TABLE customers (id bigint PRIMARY KEY, phone1 text, phone2 text, phone3 text);
```

## Use instead

```sql
CREATE TABLE customer_phones (
    customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    phone text NOT NULL,
    PRIMARY KEY (customer_id, phone)
);
```

Two lines of an address are a list by convention: silence the finding there.

## References

- sqlcheck, "Metadata Tribbles"
- pg-index-health, check "columns with serial names"
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.facts.types import base_type
from backend_data_model.reviewer.rule import Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.model.schema import Column
    from backend_data_model.reviewer.context import Context


_NUMBERED = re.compile(r"(?P<base>.*?[a-z])_?(?P<number>[0-9])", re.IGNORECASE)


def check(context: Context) -> Iterator[Outcome]:
    """Give a finding for each such list; judgement is needed, so nothing is counted."""
    for table in context.root_tables:
        lists: dict[tuple[str, str], dict[int, Column]] = {}
        for column in table.columns:
            match = _NUMBERED.fullmatch(column.name)
            if match:
                kind = base_type(column.type, context.engine)
                lists.setdefault((match["base"].lower(), kind), {})[int(match["number"])] = column
        for (base, _), columns in lists.items():
            if not ({0, 1} <= columns.keys() or {1, 2} <= columns.keys()):
                continue
            names = [columns[number].name for number in sorted(columns)]
            yield Violation(
                place(table, names),
                f"{', '.join(names)} of {place(table)} are a list of {base}",
                "use a table of its own with one row for each value",
                columns[min(columns)].position or table.position,
            )


RULE = Rule(
    code="BDM603",
    name="repeated-columns",
    severity="info",
    check=check,
    documentation=__doc__,
    counted="lists are tables",
)
