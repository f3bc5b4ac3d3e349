"""Many candidates to few indexes: shared leading columns, left prefixes, duplicates, and conditions that can go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.indexing.served import leads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.indexing.candidate import Candidate, Key
    from backend_data_model.indexing.facts import SchemaFacts


def merge(candidates: Sequence[Candidate], facts: SchemaFacts) -> list[Candidate]:
    """The candidates without those that another one replaces; each keeps the queries of all that it serves."""
    order_equality(candidates, facts)
    kept = list(candidates)
    changed = True
    while changed:
        changed = False
        for one in kept:
            better = next((other for other in kept if other is not one and absorbs(other, one)), None)
            if better is not None:
                take(better, one)
                kept.remove(one)
                changed = True
                break
    return kept


def order_equality(candidates: Sequence[Candidate], facts: SchemaFacts) -> None:
    """Tenant first, then what most candidates of the table share: so that short ones become prefixes of long ones."""
    uses: dict[tuple[int, str], int] = {}
    for one in candidates:
        for key in one.equality:
            uses[id(one.table), key.text] = uses.get((id(one.table), key.text), 0) + 1
    for one in candidates:
        table = facts.of(one.table)
        order = {column.name: number for number, column in enumerate(one.table.columns)}

        def rank(key: Key, one: Candidate = one, order: dict[str, int] = order) -> tuple[object, ...]:
            boolean = key.column is not None and table.is_boolean(key.column)  # noqa: B023 - used before the loop goes on
            return (
                key.column != table.tenant,  # noqa: B023
                boolean,
                -uses[id(one.table), key.text],
                order.get(key.column or "", len(order)),
                key.text,
            )

        one.equality.sort(key=rank)


def absorbs(better: Candidate, one: Candidate) -> bool:
    """Whether `better`, perhaps with a condition dropped that leaves most rows, serves the queries of `one`."""
    if better.table is not one.table or better.method != one.method:
        return False
    if one.method != "btree":
        same = [(k.text, k.opclass) for k in better.keys] == [(k.text, k.opclass) for k in one.keys]
        return same and _conditions_agree(better, one)
    if not _leads(one, better.keys):
        return False
    covered = {*better.include, *(key.column for key in better.keys)}
    if one.include and not set(one.include) <= covered and len(better.keys) > len(one.keys):
        return False
    return _conditions_agree(better, one)


def _leads(one: Candidate, keys: Sequence[Key]) -> bool:
    """As `leads`, and an equality may also use a key with an operator class for patterns."""
    if leads(one, keys):
        return True
    plain = [type(key)(key.text, key.column, key.descending, key.nulls_first) for key in keys]
    return not one.tail and leads(one, plain)


def _conditions_agree(better: Candidate, one: Candidate) -> bool:
    mine, theirs = set(better.where), set(one.where)
    return all(condition.leaves == "most" for condition in mine ^ theirs)


def take(better: Candidate, one: Candidate) -> None:
    """Let `better` serve the queries of `one` too."""
    better.queries = list(dict.fromkeys([*better.queries, *one.queries]))
    better.where = tuple(condition for condition in better.where if condition in one.where)
    better.serves = list(dict.fromkeys([*better.serves, *one.serves]))
    known = {key.column for key in better.keys}
    better.include += [name for name in one.include if name not in better.include and name not in known]
