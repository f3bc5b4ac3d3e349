"""Access patterns, which know columns but no SQL, in the terms of the advisor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.postgresql.quote_name import quote_name
from backend_data_model.indexing.candidate import Candidate, Key
from backend_data_model.indexing.predicates import Access, Predicate, SortKey, Term

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.model.schema import Table


def column_term(name: str) -> Term:
    """A plain column as what a key can be."""
    return Term(quote_name(name), name, (name,))


def access_of(
    query: str,
    table: Table,
    *,
    equality: Sequence[str],
    sort: Sequence[tuple[str, bool]] = (),
    ranges: Sequence[str] = (),
    contained: Sequence[str] = (),
    unset: Sequence[str] = (),
) -> Access:
    """What a lookup by columns asks of `table`.

    `sort` has (column, whether descending); rows in an order are taken to be read page by page.  `contained` are
    documents and arrays that are asked for a part; `unset` are columns that every call wants to be NULL.
    """
    predicates = [Predicate("equal", term := column_term(name), "=", f"{term.text} = $1") for name in equality]
    predicates += [
        Predicate("range", term := column_term(name), ">=", f"{term.text} >= $1", bound="lower") for name in ranges
    ]
    predicates += [Predicate("contains", term := column_term(name), "@>", f"{term.text} @> $1") for name in contained]
    predicates += [Predicate("null", term := column_term(name), "IS", f"{term.text} IS NULL") for name in unset]
    order = [SortKey(column_term(name), descending, nulls_first=descending) for name, descending in sort]
    return Access(query, table, predicates, order, limited=bool(order), outputs={c.name for c in table.columns})


def lookup(query: str, table: Table, columns: Sequence[str]) -> Candidate:
    """The index that finds rows by equality on `columns`, whatever else is weighed."""
    return Candidate(table, [query], [Key(quote_name(name), name) for name in columns])


def as_stated(made: Candidate, sort: Sequence[tuple[str, bool]]) -> None:
    """Let the sort keys of `made` run as the order does: a reader then finds the order as it was asked for.

    An order of one direction is read backwards just as well (`ordering.sort_keys`).
    """
    descending = {name for name, down in sort if down}
    if all(key.descending for key in made.tail if key.column in descending):
        return
    made.tail = [key.flipped if key.column in descending and not key.opclass else key for key in made.tail]
