"""Which table of a join is read first, and by what the others are then looked up.

The planner of the engine decides that by costs; here the table with the most selective conditions leads, and the
others follow along equalities.  Verification on an engine shows where that is wrong.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from backend_data_model.indexing.predicates import Access, Predicate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.indexing.statements.relations import Block, Edge, Relation

_WEIGHTS = {"equal": 6.0, "in": 3.0, "prefix": 4.0, "infix": 4.0, "contains": 4.0, "overlaps": 4.0, "search": 4.0}
_NARROW = 5.0
_ONE_ROW = 100.0


def accesses_of(query: str, blocks: Sequence[Block], edges: Sequence[Edge]) -> list[Access]:
    """One access for each relation, in the order in which they are read."""
    relations = [relation for block in blocks for relation in block.relations]
    _spread_constants(edges)
    order: list[tuple[Relation, list[Predicate]]] = []
    left = list(relations)
    narrow: dict[int, bool] = {}
    group: list[Relation] = []
    while left:
        reachable = [(r, found) for r in left if (found := _lookups(r, group, edges))]
        if reachable:
            relation, lookups = max(reachable, key=lambda item: len(item[1]))
            narrow[id(relation)] = narrow[id(group[0])]
        else:
            free = [r for r in left if not r.follows] or left
            relation, lookups = max(free, key=_strength), []
            group = []
            narrow[id(relation)] = _strength(relation) >= _NARROW
        group.append(relation)
        left.remove(relation)
        order.append((relation, lookups))
    seen: set[int] = set()
    accesses = []
    for relation, lookups in order:
        leads_block = id(relation.block) not in seen
        if _strength(relation) < _ONE_ROW:
            seen.add(id(relation.block))
        accesses.append(_access(query, relation, lookups, leads_block, narrow[id(relation)]))
    return accesses


def _access(query: str, relation: Relation, lookups: list[Predicate], leads: bool, narrow: bool) -> Access:
    block = relation.block
    access = Access(query, relation.table, [*_distinct(relation.predicates, lookups)], outputs=relation.outputs)
    access.alone = len(block.relations) == 1 and not lookups
    access.joined = bool(lookups)
    access.arms = list(relation.arms)
    access.driver_is_narrow = narrow or not lookups
    access.aggregated = block.aggregated
    access.changes = block.changes
    if leads and block.nearest is not None and block.nearest[0] is relation:
        access.nearest, access.limited = block.nearest[1], block.limited
    elif leads and block.sort and all(owner is relation for owner, _ in block.sort):
        access.sort, access.limited = [key for _, key in block.sort], block.limited
    elif not block.sort:
        access.limited = block.limited
    if leads and block.grouping and all(owner is relation for owner, _ in block.grouping):
        access.grouping = [term for _, term in block.grouping]
    return access


def _distinct(own: Sequence[Predicate], lookups: Sequence[Predicate]) -> list[Predicate]:
    found = {(p.kind, p.term, p.sql): p for p in own}
    looked_up = {p.term for p in lookups}
    equal = {p.term for p in own if p.kind == "equal"}
    mine = [replace(p, join=True) if p.kind == "equal" and p.term in looked_up else p for p in found.values()]
    return [*mine, *(p for p in lookups if p.term not in equal)]


def _lookups(relation: Relation, known: Sequence[Relation], edges: Sequence[Edge]) -> list[Predicate]:
    found: dict[str, Predicate] = {}
    for edge in edges:
        if edge.second is relation and edge.first in known:
            term = edge.second_term
        elif edge.first is relation and edge.second in known and not edge.one_way:
            term = edge.first_term
        else:
            continue
        found[term.text] = Predicate("equal", term, "=", f"{term.text} = $1", join=True)
    return list(found.values())


def _spread_constants(edges: Sequence[Edge]) -> None:
    """What a column is equal to, the columns that equal it are too."""
    changed = True
    while changed:
        changed = False
        for edge in edges:
            pairs = [(edge.first, edge.first_term, edge.second, edge.second_term)]
            if not edge.one_way:
                pairs.append((edge.second, edge.second_term, edge.first, edge.first_term))
            for giver, given, taker, taken in pairs:
                for predicate in giver.predicates:
                    if predicate.kind == "equal" and predicate.term == given and not _has(taker, taken):
                        text = f"{taken.text} {predicate.operator} {' '.join(predicate.values) or '$1'}"
                        taker.predicates.append(replace(predicate, term=taken, sql=text))
                        changed = True


def _has(relation: Relation, term: object) -> bool:
    return any(p.kind == "equal" and p.term == term for p in relation.predicates)


def _strength(relation: Relation) -> float:
    """How much the conditions of a relation leave out, as far as their form tells."""
    score = 0.0
    equal = {p.term.column for p in relation.predicates if p.kind == "equal" and p.term.column}
    key = relation.table.primary_key
    if (key and set(key.columns) <= equal) or any(set(u.columns) <= equal for u in relation.table.uniques):
        score += _ONE_ROW
    for predicate in relation.predicates:
        if predicate.kind == "equal":
            score += 1.5 if predicate.values and predicate.values[0] in {"true", "false"} else _WEIGHTS["equal"]
            if predicate.values and _is_word(predicate.values[0]):
                score -= 4
        elif predicate.kind == "range":
            score += 4.0 if predicate.bound == "both" else 2.0
        else:
            score += _WEIGHTS.get(predicate.kind, 0.5)
    block = relation.block
    if block.nearest is not None and block.nearest[0] is relation:
        score += 20
    if block.limited and block.sort and all(owner is relation for owner, _ in block.sort):
        score += 5
    return score - (50 if relation.follows else 0)


def _is_word(literal: str) -> bool:
    return literal.startswith("'") and literal.strip("'").isalpha()
