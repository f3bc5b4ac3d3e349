"""An index that could serve a query, before it is weighed against the others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from backend_data_model.model.schema import Table

Share = Literal["few", "some", "most"]


@dataclass(frozen=True, slots=True)
class Key:
    """One key: SQL text without a table's name; `column` where it is a plain column.

    `nulls_first` is what holds in the index; PostgreSQL's default is the same as `descending`.
    """

    text: str
    column: str | None = None
    descending: bool = False
    nulls_first: bool = False
    opclass: str | None = None

    @property
    def flipped(self) -> Key:
        """The same key when the index is read backwards."""
        return Key(self.text, self.column, not self.descending, not self.nulls_first, self.opclass)


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a partial index; `leaves` says how many rows, as far as the words and types tell."""

    sql: str
    columns: tuple[str, ...]
    leaves: Share


@dataclass(slots=True)
class Candidate:
    """An index for a query.  `equality` may stand in any order before `tail`, whose order counts.

    `requires` names extensions that the schema does not make.  `serves` are sentences for the reason; `only` says that
    the whole answer comes from the index.
    """

    table: Table
    queries: list[str]
    equality: list[Key] = field(default_factory=list)
    tail: list[Key] = field(default_factory=list)
    method: str = "btree"
    where: tuple[Condition, ...] = ()
    include: list[str] = field(default_factory=list)
    requires: list[str] = field(default_factory=list)
    serves: list[str] = field(default_factory=list)
    options: str = ""

    @property
    def keys(self) -> list[Key]:
        """All keys in order."""
        return [*self.equality, *self.tail]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a query gets no index on a table."""

    query: str
    table: str
    reason: str
