"""The tables that a statement reads, and the names by which its parts know them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

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
    arms: list[list[list[Predicate]]] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Block:
    """One SELECT (or UPDATE, DELETE): what holds for its rows as a whole."""

    relations: list[Relation] = field(default_factory=list)
    sort: list[tuple[Relation | None, SortKey]] = field(default_factory=list)
    nearest: tuple[Relation, Nearest] | None = None
    limited: bool = False
    grouping: list[tuple[Relation | None, Term]] = field(default_factory=list)
    aggregated: bool = False
    changes: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """An equality between terms of two relations; `one_way`: only the second can be looked up by the first."""

    first: Relation
    first_term: Term
    second: Relation
    second_term: Term
    one_way: bool = False


class Place(NamedTuple):
    """A column of a relation.  `firm`: a condition on it may be tested where the table is read, which is not so behind
    LIMIT, window functions and aggregates.
    """

    relation: Relation
    column: str
    firm: bool = True


@dataclass(slots=True)
class Scope:
    """What names mean in one block: aliases of tables, and of sub-queries with the columns that they pass on.

    `correlated`: it speaks of a block around it.  `independent` are the places of sub-queries in its expressions that
    do not, whose result is therefore the same for every row.
    """

    outer: Scope | None = None
    tables: dict[str, Relation] = field(default_factory=dict)
    derived: dict[str, dict[str, Place | None]] = field(default_factory=dict)
    correlated: bool = False
    independent: set[int] = field(default_factory=set)

    def column(self, fields: list[str]) -> Place | Literal["unknown"] | None:
        """The column of a table that a name means; None for one that a sub-query computes, else "unknown"."""
        *qualifier, name = fields
        found = self._qualified(qualifier[-1], name) if qualifier else self._bare(name)
        if found == "unknown" and self.outer is not None:
            self.correlated = True
            return self.outer.column(fields)
        return found

    def _qualified(self, alias: str, name: str) -> Place | Literal["unknown"] | None:
        if alias in self.tables:
            relation = self.tables[alias]
            return Place(relation, name) if relation.table.column(name) else "unknown"
        if alias in self.derived:
            return self.derived[alias].get(name)
        return "unknown"

    def _bare(self, name: str) -> Place | Literal["unknown"] | None:
        for relation in self.tables.values():
            if relation.table.column(name):
                return Place(relation, name)
        for columns in self.derived.values():
            if name in columns:
                return columns[name]
        return "unknown"

    def all_columns(self, alias: str | None) -> dict[str, Place | None]:
        """What `*` (or `alias.*`) stands for."""
        found: dict[str, Place | None] = {}
        for name, relation in self.tables.items():
            if alias in {None, name}:
                found.update({column.name: Place(relation, column.name) for column in relation.table.columns})
        for name, columns in self.derived.items():
            if alias in {None, name}:
                found.update(columns)
        return found
