"""Triggers that keep a rule where MySQL takes no CHECK.

A CHECK may not name a column with a referential action (error 3823) nor an AUTO_INCREMENT column (error 3818).  A
trigger sees what statements write, but not what a cascading foreign key changes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.engines.identifiers import quote_identifier, quote_string
from backend_data_model.model.schema import Trigger

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.model.schema import Table

_MESSAGE_LENGTH = 128


def forbidden_in_checks(table: Table) -> set[str]:
    """The columns of `table` that a CHECK may not name."""
    acting = {"cascade", "set null", "set default"}
    found = {column.name for column in table.columns if column.identity is not None}
    for key in table.foreign_keys:
        if key.on_delete in acting or key.on_update in acting:
            found.update(key.columns)
    return found


def rule_triggers(
    table: Table, rule_name: str, expression: str, names: Sequence[str], trigger: Sequence[str]
) -> list[Trigger]:
    """Two triggers named `trigger` that refuse a row for which `expression`, over the columns `names`, is false.

    `expression` holds the quoted columns as they would stand in a CHECK; `id` is known only after the insert.
    """
    numbered = {column.name for column in table.columns if column.identity is not None}
    moment = "AFTER" if numbered & set(names) else "BEFORE"
    body = expression
    for name in sorted(names, key=len, reverse=True):
        body = _qualified(body, quote_identifier(name, "mysql"))
    message = quote_string(f"the rule {rule_name} does not hold"[:_MESSAGE_LENGTH], "mysql")
    found = []
    for event, name in zip(("INSERT", "UPDATE"), trigger, strict=True):
        when = moment if event == "INSERT" else "BEFORE"
        found.append(
            Trigger(
                name,
                table.name,
                f"CREATE TRIGGER {quote_identifier(name, 'mysql')} {when} {event}"
                f" ON {quote_identifier(table.name, 'mysql')}\n"
                "FOR EACH ROW\n"
                f"IF NOT ({body}) THEN\n"
                f"    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = {message};\n"
                "END IF",
            )
        )
    return found


def _qualified(text: str, column: str) -> str:
    """`text` with `NEW.` before each whole occurrence of `column` that is outside of strings."""
    pattern = re.compile(rf"('(?:[^'\\]|''|\\.)*')|(?<![\w.`$]){re.escape(column)}(?![\w`$])")
    return pattern.sub(lambda found: found[1] if found[1] else f"NEW.{column}", text)
