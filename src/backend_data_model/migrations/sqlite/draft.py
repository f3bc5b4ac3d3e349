"""A statement of a plan before it is put into a transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_data_model.migrations.steps import Duration, Phase


@dataclass(slots=True)
class Draft:
    """One statement.

    `table` is the table (lower case) that an ALTER changes: when SQLite refuses it on a copy, the table is rebuilt.
    `instead` are statements with the same result for an SQLite that is too old to try `sql` itself.
    `keys_off` says that foreign keys must not be enforced while it runs, `comes_back` that what it drops is made again.
    """

    sql: str
    note: str
    undo: str | None = None
    phase: Phase = "expand"
    loses_data: str | None = None
    backward_incompatible: str | None = None
    duration: Duration = "instant"
    blocking: str | None = None
    table: str | None = None
    instead: list[str] | None = None
    keys_off: bool = False
    comes_back: bool = False
    questions: list[str] = field(default_factory=list)


def quoted(name: str) -> str:
    """A name in quotes."""
    escaped = name.replace('"', '""')
    return f'"{escaped}"'


def literal(text: str) -> str:
    """A string constant."""
    escaped = text.replace("'", "''")
    return f"'{escaped}'"
