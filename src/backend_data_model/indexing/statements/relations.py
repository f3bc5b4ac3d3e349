"""The tables that a statement reads, and the names by which its parts know them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from backend_data_model.indexing.predicates import Nearest, Predicate, SortKey, Term
    from backend_data_model.model.schema import Table


@dataclass(slots=True, eq=False)
class Relation:
    """One use of a table.  `follows`: it can only be looked up for rows of another (outer join, NOT EXISTS)."""

    table: Table
    block: Block
    follows: bool = False
    predicates: list[Predicate] = field(default_factory=list)
    outputs: set[str] = field(default_factory=set)
    unused: list[str] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Block:
    """One SELECT (or UPDATE, DELETE): what holds for its rows as a whole."""

    relations: list[Relation] = field(default_factory=list)
    sort: list[tuple[Relation | None, SortKey]] = field(default_factory=list)
    nearest: tuple[Relation, Nearest] | None = None
    limited: bool = False
    grouping: list[tuple[Relation | None, Term]] = field(default_factory=list)
    aggregated: bool = False
    locks_rows: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """An equality between terms of two relations; `one_way`: only the second can be looked up by the first."""

    first: Relation
    first_term: Term
    second: Relation
    second_term: Term
    one_way: bool = False


Place = tuple["Relation", str]


@dataclass(slots=True)
class Scope:
    """What names mean in one block: aliases of tables, and of sub-queries with the columns that they pass on."""

    outer: Scope | None = None
    tables: dict[str, Relation] = field(default_factory=dict)
    derived: dict[str, dict[str, Place | None]] = field(default_factory=dict)

    def column(self, fields: list[str]) -> Place | Literal["unknown"] | None:
        """The column of a table that a name means; None for one that a sub-query computes, else "unknown"."""
        *qualifier, name = fields
        found = self._qualified(qualifier[-1], name) if qualifier else self._bare(name)
        if found == "unknown" and self.outer is not None:
            return self.outer.column(fields)
        return found

    def _qualified(self, alias: str, name: str) -> Place | Literal["unknown"] | None:
        if alias in self.tables:
            relation = self.tables[alias]
            return (relation, name) if relation.table.column(name) else "unknown"
        if alias in self.derived:
            return self.derived[alias].get(name)
        return "unknown"

    def _bare(self, name: str) -> Place | Literal["unknown"] | None:
        for relation in self.tables.values():
            if relation.table.column(name):
                return (relation, name)
        for columns in self.derived.values():
            if name in columns:
                return columns[name]
        return "unknown"

    def all_columns(self, alias: str | None) -> dict[str, Place | None]:
        """What `*` (or `alias.*`) stands for."""
        found: dict[str, Place | None] = {}
        for name, relation in self.tables.items():
            if alias in {None, name}:
                found.update({column.name: (relation, column.name) for column in relation.table.columns})
        for name, columns in self.derived.items():
            if alias in {None, name}:
                found.update(columns)
        return found
