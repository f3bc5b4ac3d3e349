"""A name that is longer than the engine keeps.

## What it does

Looks for names of tables, columns, constraints and indexes over 63 bytes (PostgreSQL) or 64 characters (MySQL).

## Why is this bad

PostgreSQL cuts the name off with no more than a notice: the name in the catalog is not the name in the script, and
two long names may become one. MySQL refuses it.

## Example

```sql
CREATE INDEX index_subscription_invoice_line_items_on_subscription_invoice_id_and_position ON lines (id);
```

## Use instead

```sql
CREATE INDEX index_lines_on_id ON lines (id);
```

## References

- PostgreSQL manual, 4.1.1 "Identifiers and Key Words" (NAMEDATALEN)
- MySQL manual, "Identifier Length Limits"
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.constraint_names import named_objects
from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


_MOST_BYTES = 63
_MOST_CHARACTERS = 64


_LONG_WORD = re.compile(r'"[^"\n]{60,}"|[^\W\d][\w$]{59,}')


def check(context: Context) -> Iterator[Outcome]:
    """Check each name once."""
    cut_off = _cut_off_names(context.text or "") if context.engine == "postgresql" else frozenset()
    for table in context.root_tables:
        named = [(table.name, table.position)]
        named += [(column.name, column.position or table.position) for column in table.columns]
        named += [(item.name, item.position or table.position) for item in named_objects(table)]
        for name, position in named:
            if context.engine == "postgresql":
                too_long = len(name.encode()) > _MOST_BYTES or name.lower() in cut_off
                limit = f"{_MOST_BYTES} bytes, and PostgreSQL cuts it off"
            else:
                too_long = len(name) > _MOST_CHARACTERS
                limit = f"{_MOST_CHARACTERS} characters, and MySQL refuses it"
            if not too_long:
                yield PASSED
                continue
            yield Violation(place(table), f"the name {name} is longer than {limit}", "choose a shorter name", position)


def _cut_off_names(text: str) -> frozenset[str]:
    """What PostgreSQL makes of the words of a script that are too long: a reader gives names as they are stored."""
    words = {match.group().strip('"').lower() for match in _LONG_WORD.finditer(text)}
    long = (word.encode() for word in words)
    return frozenset(word[:_MOST_BYTES].decode(errors="ignore") for word in long if len(word) > _MOST_BYTES)


RULE = Rule(
    code="BDM504",
    name="name-too-long",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="names are short enough for the engine",
    dimensions=("convention consistency",),
    engines=("postgresql", "mysql"),
)
