"""Further candidates for one access, for whoever can try them on an engine; the first is what is advised untried."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from backend_data_model.indexing.candidate import Candidate, Key
from backend_data_model.indexing.candidates import btree, candidate_for
from backend_data_model.indexing.candidates.companions import as_keys, equalities
from backend_data_model.indexing.candidates.containment import operator_class
from backend_data_model.indexing.candidates.partial import constant_conditions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.indexing.facts import SchemaFacts, TableFacts
    from backend_data_model.indexing.predicates import Access

_MOST = 24


def alternatives(access: Access, facts: SchemaFacts) -> list[Candidate]:
    """At most 24 candidates without doubles: each form of index, partial and whole, other orders, wide and narrow.

    A table that is refused without a server (a short list, say) still gives candidates here: sizes may say otherwise.
    """
    found: dict[tuple[object, ...], Candidate] = {}
    for made in _all(access, facts):
        if made.keys:
            found.setdefault(_identity(made), made)
    return list(found.values())[:_MOST]


def _identity(made: Candidate) -> tuple[object, ...]:
    conditions = tuple(sorted(condition.sql for condition in made.where))
    return made.method, tuple(made.keys), conditions, tuple(made.include), made.options


def _all(access: Access, facts: SchemaFacts) -> Iterator[Candidate]:
    table = facts.of(access.table)
    chosen = candidate_for(access, facts)
    if isinstance(chosen, Candidate):
        yield chosen
    yield from _special(access, facts)
    for limited in (access.limited, not access.limited):
        base = btree.candidate(replace(access, limited=limited), facts, weigh=False)
        if isinstance(base, Candidate):
            yield from _of_btree(base, access, table)
    yield from _brin(access, table)
    for predicate in equalities(access, table):
        yield Candidate(access.table, [access.query], as_keys([predicate]), serves=[f"{predicate.term.text} alone"])


def _of_btree(base: Candidate, access: Access, table: TableFacts) -> Iterator[Candidate]:
    """One B-tree in its variants: partial, whole, constants as keys, without its tail, with and without INCLUDE."""
    yield base
    conditions = constant_conditions(access, table)
    constants = [Key(p.term.text, p.term.column) for p, _ in conditions if p.kind in {"equal", "null"}]
    few = tuple(condition for _, condition in conditions if condition.leaves == "few")
    wheres = {base.where, (), few, tuple(condition for _, condition in conditions)}
    for where in sorted(wheres, key=lambda one: (-len(one), [c.sql for c in one])):
        yield replace(base, where=where, equality=list(base.equality), tail=list(base.tail))
    known = {key.text for key in base.keys}
    as_equality = [key for key in constants if key.text not in known]
    if as_equality:
        yield replace(base, where=(), equality=[*base.equality, *as_equality], tail=list(base.tail))
    if base.include:
        yield replace(base, include=[], equality=list(base.equality), tail=list(base.tail))
    if base.tail and base.equality:
        yield replace(base, equality=list(base.equality), tail=[], include=[])
        yield replace(base, equality=list(base.equality), tail=base.tail[:1], include=[])


def _special(access: Access, facts: SchemaFacts) -> Iterator[Candidate]:
    """GIN and GiST for what a B-tree cannot do, alone and behind the equalities, partial and whole."""
    table = facts.of(access.table)
    conditions = tuple(condition for _, condition in constant_conditions(access, table))
    equal = as_keys(equalities(access, table))
    for predicate in access.of_kind("contains", "search", "infix", "overlaps"):
        if not predicate.term.immutable:
            continue
        forms: list[tuple[str, str | None, str]] = []
        if predicate.kind == "overlaps":
            network = table.type(predicate.term.column or "") in {"inet", "cidr"}
            forms = [("gist", "inet_ops" if network else None, "btree_gist")]
            forms += [("spgist", None, "")] if network or "range" in table.type(predicate.term.column or "") else []
        elif predicate.kind == "infix":
            forms = [("gin", "gin_trgm_ops", "btree_gin")]
        else:
            forms = [("gin", operator_class(predicate, table), "btree_gin")]
        for method, opclass, companion in forms:
            key = Key(predicate.term.text, predicate.term.column, opclass=opclass)
            needs = ["pg_trgm"] if opclass == "gin_trgm_ops" and not facts.has_extension("pg_trgm") else []
            text = f"{method} finds what {predicate.operator} asks of {predicate.term.text}"
            for where in dict.fromkeys((conditions, ())):
                made = Candidate(access.table, [access.query], [], [key], method, where, requires=needs, serves=[text])
                yield made
                if equal and companion:
                    further = [] if facts.has_extension(companion) else [companion]
                    yield replace(made, equality=list(equal), requires=[*needs, *further])


def _brin(access: Access, table: TableFacts) -> Iterator[Candidate]:
    """BRIN for a range of a time: small, and worth it where rows lie in the order of that time."""
    for predicate in access.of_kind("range"):
        column = predicate.term.column
        if column and table.is_time(column):
            made = Candidate(access.table, [access.query], tail=[Key(predicate.term.text, column)], method="brin")
            made.serves = [
                f"rows lie in the order of {predicate.term.text}, whose ranges of pages take almost no space"
            ]
            yield made
            yield replace(made, options="pages_per_range = 16")
