"""A table or column named by a reserved word.

## What it does

Looks for names that the schema's engine reserves, so that they must be quoted in every statement.

## Why is this bad

`SELECT * FROM user` is valid PostgreSQL: it gives the name of the session's user, not the table. Elsewhere the
unquoted name is a syntax error that appears in the one query where somebody forgot.

## Example

```sql
CREATE TABLE "user" (id bigint PRIMARY KEY, "order" integer);
```

## Use instead

```sql
CREATE TABLE users (id bigint PRIMARY KEY, position integer);
```

## References

- PostgreSQL manual, appendix C "SQL Key Words"
- MySQL manual, "Keywords and Reserved Words"
- SQLite, "SQLite Keywords"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.identifiers import reserved_words
from backend_data_model.engines.mysql.syntax.reserved import always_reserved, reserved_since
from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.model.schema import Engine
    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Check the name of each table and column once."""
    for table in context.root_tables:
        named = [(table.name, place(table), table.position)]
        named += [(c.name, place(table, [c.name]), c.position or table.position) for c in table.columns]
        for name, where, position in named:
            if not _is_reserved(name, context.engine):
                yield PASSED
                continue
            yield Violation(where, f"{name} ({where}) is a reserved word", "choose another name", position)


def _is_reserved(name: str, engine: Engine) -> bool:
    if engine == "mysql":
        return always_reserved(name.upper()) or reserved_since(name.upper()) is not None
    return name.lower() in reserved_words(engine)


RULE = Rule(
    code="BDM503",
    name="reserved-word-name",
    severity="info",
    check=check,
    documentation=__doc__,
    counted="names of tables and columns are not reserved",
    dimensions=("convention consistency",),
)
