"""Which keys take the place of others, so that no moment passes in which neither holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend_data_model.migrations.postgresql.catalog.objects import Constraint, Kind, Ref, Table

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.changes import Changes
    from backend_data_model.migrations.postgresql.emit.draft import Context


@dataclass(slots=True)
class KeySwap:
    """The old keys that go in the statement that adds the new one.

    `kept` are further new keys of that statement, which keep columns of old keys unique; `foreign_keys` need
    one of these keys before and one after: they are made again in that transaction.
    """

    olds: list[Ref]
    kept: list[Ref]
    foreign_keys: list[Ref]


def find_key_swaps(changes: Changes, context: Context) -> dict[Ref, KeySwap]:
    """The new keys of tables in use that another key makes way for; primary keys first."""
    keys = [
        item
        for ref, item in context.new.objects.items()
        if ref in changes.created and isinstance(item, Constraint) and _may_swap(item, context)
    ]
    found: dict[Ref, KeySwap] = {}
    taken: set[Ref] = set()
    kept: set[Ref] = set()
    for key in sorted(keys, key=lambda item: item.type != "p"):
        olds = [
            ref
            for ref in _in_the_way(key, context)
            if ref in changes.dropped and ref not in taken and not shares_made_anew(key.ref, ref, context)
        ]
        if olds and key.ref not in kept:
            taken.update(olds)
            unique = [set(item.columns) for ref in olds if (item := context.old.get(ref, Constraint))]
            others = [item for item in keys if item.ref.of == key.ref.of and item.ref not in {key.ref, *kept, *found}]
            again = [
                item.ref
                for item in others
                if set(item.columns) in unique and not any(shares_made_anew(item.ref, old, context) for old in olds)
            ]
            kept.update(again)
            found[key.ref] = KeySwap(olds, again, [])
    for new, swap in found.items():
        swap.foreign_keys = [ref for ref in _foreign_keys(changes, context) if _belongs(ref, new, found, context)]
    return found


def _may_swap(key: Constraint, context: Context) -> bool:
    table = Ref(Kind.TABLE, key.ref.of)
    before, after = context.old.get(table, Table), context.new.get(table, Table)
    if key.type not in "pu" or key.index is None or "WITHOUT OVERLAPS" in key.definition:
        return False
    if before is None or after is None or not context.in_use(key.ref.of):
        return False
    is_plain = "p" not in {before.kind, after.kind} and not before.partition_of and not after.partition_of
    return is_plain and not _is_switched(key.ref, context)


def shares_made_anew(key: Ref, old: Ref, context: Context) -> bool:
    """Whether both keys name a column that is made anew: they cannot stand side by side."""
    return bool(context.made_anew & context.new.needs.get(key, set()) & context.old.needs.get(old, set()))


def _in_the_way(key: Constraint, context: Context) -> list[Ref]:
    """The old keys that cannot stand beside the new one, or need not: of its name, primary as well, of its columns."""
    return [
        ref
        for ref in context.old.on(key.ref.of)
        if (item := context.old.get(ref, Constraint))
        and item.type in "pu"
        and "WITHOUT OVERLAPS" not in item.definition
        and (
            ref == key.ref
            or item.type == key.type == "p"
            or (ref not in context.new.objects and set(item.columns) == set(key.columns))
        )
        and not _is_switched(ref, context)
    ]


def _is_switched(ref: Ref, context: Context) -> bool:
    switched = set(context.switched.get(ref.of, ()))
    return bool(switched & (context.old.needs.get(ref, set()) | context.new.needs.get(ref, set())))


def _foreign_keys(changes: Changes, context: Context) -> list[Ref]:
    """The foreign keys that are made anew and can be added without a look at the rows."""
    found = []
    for ref in changes.replaced:
        item, table = context.new.get(ref, Constraint), context.new.get(Ref(Kind.TABLE, ref.of), Table)
        is_partitioned = table is not None and table.kind == "p"
        if item and item.type == "f" and context.in_use(ref.of) and not (is_partitioned and context.major < 18):
            found.append(ref)
    return sorted(found)


def _belongs(ref: Ref, new: Ref, swaps: dict[Ref, KeySwap], context: Context) -> bool:
    """Whether a foreign key needs this swap, before or after, and no other one."""
    before, after = context.old.needs.get(ref, set()), context.new.needs.get(ref, set())
    needing = [key for key, swap in swaps.items() if before & set(swap.olds) or after & {key, *swap.kept}]
    waits_for_name = after & set(swaps[new].olds) - {new, *swaps[new].kept}
    return needing == [new] and not waits_for_name
