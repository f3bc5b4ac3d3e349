"""Table options (ENGINE, CHARSET, ...), whatever the spelling of their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_data_model.model.schema import Table


def option(table: Table, *names: str) -> str | None:
    """The value of the first of these options that the table states; letter case, `_` and blanks do not matter."""
    found = {_plain(name): value for name, value in table.options.items()}
    return next((found[_plain(name)] for name in names if _plain(name) in found), None)


def implicit_indexes(table: Table) -> set[str]:
    """The names of the indexes that InnoDB makes for foreign keys, and drops when another one serves them."""
    return set((option(table, "implicit_fk_indexes") or "").split(", "))


def _plain(name: str) -> str:
    return name.lower().replace("_", "").replace(" ", "")
