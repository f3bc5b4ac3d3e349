"""The candidates of one access that are worth building, to let an engine choose.

First the forms of index that its rules know, the static choice in front; then B-trees in all sensible orders of their
keys: conditions as keys or left out, range before sort and after it, equalities left out, covering columns.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from backend_data_model.engines.identifiers import quote_identifier
from backend_data_model.indexing.candidate import Candidate, Condition, Key
from backend_data_model.indexing.candidates.alternatives import alternatives
from backend_data_model.indexing.candidates.btree import pattern_classes
from backend_data_model.indexing.candidates.partial import constant_conditions
from backend_data_model.indexing.create_statement import create_index
from backend_data_model.indexing.ordering import order_tail, sort_keys

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backend_data_model.indexing.facts import SchemaFacts, TableFacts
    from backend_data_model.indexing.predicates import Access, Predicate, Term

MOST = 28
_MOST_COVERED = 4
_WIDEST_COVERED = 24


def to_try(access: Access, facts: SchemaFacts) -> list[Candidate]:
    """At most `MOST` different candidates for PostgreSQL, the likely ones first; none where a key finds the one row."""
    table = facts.of(access.table)
    if table.names_one_row({p.term.column for p in access.of_kind("equal") if p.term.column}):
        return []
    found: dict[str, Candidate] = {}
    for one in (*alternatives(access, facts), *btrees(access, table)):
        if one.keys and len({key.text for key in one.keys}) == len(one.keys):
            found.setdefault(create_index(one, ""), one)
    return list(found.values())[:MOST]


def btrees(access: Access, table: TableFacts) -> Iterator[Candidate]:
    """B-trees for an access in all sensible orders of their keys, as PostgreSQL has them."""
    conditions = constant_conditions(access, table)
    constant = {predicate.term for predicate, _ in conditions}
    equality = [Key(p.term.text, p.term.column) for p in _equalities(access) if p.term not in constant]
    states = [
        (Key(p.term.text, p.term.column), condition)
        for p, condition in conditions
        if p.kind in {"equal", "in"} and p.term.immutable
    ]
    where = tuple(condition for _, condition in conditions)
    tails = _tails(access, table, constant)
    for tail in tails:
        yield _made(access, equality, tail, where, "its constant conditions are the condition of the index")
        if where:
            yield _made(access, equality, tail, (), "without a condition other queries can use the index too")
        for key, condition in states:
            rest = tuple(other for other in where if other != condition)
            yield _made(access, [*equality, key], tail, rest, f"{key.text} is a key, for all of its values")
        if len(where) > 1:
            for condition in where:
                yield _made(access, equality, tail, (condition,), "one condition is enough")
        if where and len(equality) > 0 and tail:
            yield _made(access, [], tail, where, "the condition leaves so few rows that no equality is needed")
        if len(equality) > 1:
            rest_ = [key for key in equality if key.column != table.tenant]
            yield _made(access, rest_, tail, where, "the other equalities leave few rows by themselves")
    for tail in tails[:2]:
        for kept in dict.fromkeys((where, ())):
            yield from _covering(_made(access, equality, tail, kept, ""), access, table)


def _equalities(access: Access) -> list[Predicate]:
    found: dict[str, Predicate] = {}
    for predicate in access.of_kind("equal"):
        if predicate.term.immutable:
            found.setdefault(predicate.term.text, predicate)
    return list(found.values())


def _tails(access: Access, table: TableFacts, constant: set[Term]) -> list[list[Key]]:
    fixed = {p.term for p in _equalities(access)} | constant
    patterns = pattern_classes(access, table)
    chosen = order_tail(access, fixed, patterns).keys
    sort = (
        sort_keys([key for key in access.sort if key.term not in fixed and key.term.immutable and key.term.text])
        if access.sort and not access.aggregated
        else []
    )
    ranges = [
        Key(p.term.text, p.term.column)
        for p in access.of_kind("range", "in", "prefix")
        if p.term.immutable and p.term not in fixed and p.term not in patterns
    ]
    ranges = list(dict.fromkeys(ranges))
    prefixes = [Key(t.text, t.column, opclass=opclass) for t, opclass in patterns.items() if t not in fixed]
    groups = [Key(t.text, t.column) for t in access.grouping if t.immutable and t not in fixed]
    sorted_texts, range_texts = {key.text for key in sort}, {key.text for key in ranges}
    tails = [
        chosen,
        [*sort, *(key for key in ranges if key.text not in sorted_texts)],
        [*ranges, *(key for key in sort if key.text not in range_texts)],
        prefixes,
        sort,
        ranges,
        *([key] for key in ranges),
        [*ranges, *(key for key in groups if key.text not in range_texts)],
        groups,
        [],
    ]
    found: list[list[Key]] = []
    for tail in tails:
        if tail not in found:
            found.append(tail)
    return found


def _made(
    access: Access, equality: Sequence[Key], tail: Sequence[Key], where: tuple[Condition, ...], why: str
) -> Candidate:
    made = Candidate(access.table, [access.query], list(equality), list(tail), where=where)
    if equality:
        names = ", ".join(key.text for key in equality)
        made.serves.append(f"{names} {'is' if len(equality) == 1 else 'are'} compared with =")
    if tail:
        made.serves.append(f"{', '.join(key.text for key in tail)} gives the order or the range")
    if why:
        made.serves.append(why)
    return made


def _covering(made: Candidate, access: Access, table: TableFacts) -> Iterator[Candidate]:
    """The candidate with all other columns that the query reads, as INCLUDE and as keys.

    Not for the first rows of an order: so few rows are soon fetched from the table.
    """
    if (
        access.changes
        or (access.limited and not access.aggregated)
        or any(key.column is None or key.opclass for key in made.keys)
        or not made.keys
    ):
        return
    known = {key.column for key in made.keys} | {name for c in made.where for name in c.columns}
    extra = [column.name for column in access.table.columns if column.name in access.outputs - known]
    if not extra or len(extra) > _MOST_COVERED or any(table.width(name) > _WIDEST_COVERED for name in extra):
        return
    serves = [*made.serves, "the query is answered from the index alone"]
    yield replace(made, include=extra, serves=serves)
    keys = [Key(quote_identifier(name, "postgresql"), name) for name in extra]
    yield replace(made, tail=[*made.tail, *keys], serves=serves)
