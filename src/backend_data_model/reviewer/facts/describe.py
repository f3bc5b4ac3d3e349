"""How objects and lists are worded in messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.model.schema import Table


def column_list(columns: Sequence[str]) -> str:
    """`a` or `(a, b)`."""
    return columns[0] if len(columns) == 1 else f"({', '.join(columns)})"


def place(table: Table, columns: Sequence[str] = ()) -> str:
    """`table`, `table.column` or `table.(a, b)`."""
    return f"{table.qualified_name}.{column_list(columns)}" if columns else table.qualified_name


def some(names: Sequence[str], most: int = 5) -> str:
    """The names in a sentence; of a long list the first few and how many more there are."""
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most} more"
