"""What a statement changes, in terms that the rules of all engines share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ChangeKind = Literal[
    "add column", "add required column", "add unique", "create index", "create table", "drop column", "drop database",
    "drop default", "drop table", "drop view or routine", "rename column", "rename table", "truncate",
    "write without where",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a table (or of what stands in its place); `name` is the column, or the new name of the table.

    `new` is the new name of a column.
    """

    kind: ChangeKind
    table: str
    name: str = ""
    new: str = ""

    @property
    def object(self) -> str:
        """The table, or `table.column`."""
        return f"{self.table}.{self.name}" if self.name and "table" not in self.kind else self.table
