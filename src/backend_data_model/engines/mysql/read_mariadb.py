"""MariaDB's JSON columns: kept as LONGTEXT with a CHECK, as its catalog and its dumps show them.

Source: MariaDB documentation, "JSON Data Type": an alias for LONGTEXT COLLATE utf8mb4_bin with CHECK (JSON_VALID(x)).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_data_model.model.schema import Check, Column, Table

_JSON_CHECK = re.compile(r"json_valid\(`((?:[^`]|``)+)`\)", re.IGNORECASE)


def restore_json_columns(table: Table) -> None:
    """Give such columns the type `json` again and take their checks away."""
    for check in list(table.checks):
        column = _json_column(table, check)
        if column is not None:
            column.type, column.collation = "json", None
            table.checks[:] = [other for other in table.checks if other is not check]


def _json_column(table: Table, check: Check) -> Column | None:
    match = _JSON_CHECK.fullmatch(check.expression)
    if match is None:
        return None
    name = match[1].replace("``", "`")
    column = table.column(name)
    return column if column and column.type == "longtext" and check.name in {None, name} else None
