"""What a query asks of one table, in terms that an index could serve."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from backend_data_model.model.schema import Table

PredicateKind = Literal[
    "equal",  # = , also IS TRUE and a bare boolean
    "in",  # IN (...), = ANY (...)
    "range",  # < <= > >= BETWEEN, and row comparisons
    "null",  # IS NULL
    "not null",  # IS NOT NULL
    "not equal",  # <> , NOT IN
    "prefix",  # LIKE 'x%'
    "infix",  # LIKE '%x%', ILIKE, regular expressions
    "contains",  # @> of documents and arrays, and what else a GIN index answers of them
    "overlaps",  # && @> <@ of ranges, shapes and networks
    "search",  # @@ of text search
]
Bound = Literal["lower", "upper", "both"]


@dataclass(frozen=True, slots=True)
class Term:
    """What a key of an index can be: a column (`column` has its name) or an expression over `columns` of one table.

    `text` is SQL without a table's name in it.  `immutable` is False where the engine would refuse it in an index, or
    where that is not known.
    """

    text: str
    column: str | None = None
    columns: tuple[str, ...] = ()
    immutable: bool = True


@dataclass(frozen=True, slots=True)
class Predicate:
    """One condition on a term.

    `values` are the literals it is compared with, as SQL; empty for parameters.  `sql` is the condition as it may
    stand in the WHERE of a partial index.  `varies` says that its literals differ between calls.  `join` is true where
    the other side is a column of a table that is read earlier.
    """

    kind: PredicateKind
    term: Term
    operator: str
    sql: str
    values: tuple[str, ...] = ()
    bound: Bound | None = None
    join: bool = False


@dataclass(frozen=True, slots=True)
class SortKey:
    """One key of ORDER BY, with the place of NULLs that holds (PostgreSQL: last ascending, first descending)."""

    term: Term
    descending: bool = False
    nulls_first: bool = False


@dataclass(frozen=True, slots=True)
class Nearest:
    """ORDER BY term <-> point: the nearest first."""

    term: Term
    operator: str


@dataclass(slots=True)
class Access:
    """What one query asks of one table, once the order of its joins is decided.

    `limited`: only the first rows in the order of `sort` are wanted.  `outputs`: all columns of the table that the
    query touches.  `aggregated`: only a summary leaves the query.  `alone`: no other table is read beside it.
    `arms`: of each OR over this table alone, the predicates of each arm.
    `changes`: the rows are changed, deleted or locked.
    `driver_is_narrow`: the rows for which a joined table is looked up are few (True where nothing is joined).
    """

    query: str
    table: Table
    predicates: list[Predicate] = field(default_factory=list)
    sort: list[SortKey] = field(default_factory=list)
    nearest: Nearest | None = None
    limited: bool = False
    grouping: list[Term] = field(default_factory=list)
    outputs: set[str] = field(default_factory=set)
    aggregated: bool = False
    alone: bool = True
    joined: bool = False
    driver_is_narrow: bool = True
    changes: bool = False
    arms: list[list[list[Predicate]]] = field(default_factory=list)

    def of_kind(self, *kinds: PredicateKind) -> list[Predicate]:
        """The predicates of these kinds, in the order of the query."""
        return [one for one in self.predicates if one.kind in kinds]
