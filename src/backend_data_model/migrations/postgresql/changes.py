"""What differs between two catalogs, and what has to be made anew because of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backend_data_model.migrations.postgresql import partitions
from backend_data_model.migrations.postgresql.catalog.objects import Column, Constraint, Kind, Ref, Table
from backend_data_model.migrations.postgresql.emit.registry import EMITTERS
from backend_data_model.migrations.postgresql.key_swaps import find_key_swaps
from backend_data_model.migrations.postgresql.switches import carried, columns_of_type, find_retyped, find_switches

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.catalog.catalog import Catalog
    from backend_data_model.migrations.postgresql.emit.draft import Context

# What cannot stay while the type of a column that it names changes.
_HELD_BY_TYPE = {Kind.VIEW, Kind.MATERIALIZED_VIEW, Kind.RULE, Kind.POLICY, Kind.TRIGGER, Kind.PUBLICATION}
# What a replaced table takes with it.
_ON_RELATION = {
    Kind.COLUMN, Kind.DEFAULT, Kind.CONSTRAINT, Kind.INDEX, Kind.TRIGGER, Kind.RULE, Kind.POLICY, Kind.ROW_IDENTITY,
}  # fmt: skip


@dataclass(slots=True)
class Changes:
    """`replaced` objects are dropped and made again: they are in `created` and `dropped` as well."""

    created: set[Ref] = field(default_factory=set)
    dropped: set[Ref] = field(default_factory=set)
    altered: set[Ref] = field(default_factory=set)
    replaced: set[Ref] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.created or self.dropped or self.altered)


def find_changes(context: Context) -> Changes:
    """All changes from the old catalog to the new one; relations that are made go into `context.made`."""
    while True:
        changes = _changes(context)
        made_anew = {ref for ref in changes.replaced if ref.kind is Kind.COLUMN}
        if made_anew <= context.made_anew:
            break
        context.made_anew |= made_anew
    context.early_checks = {table: _new_checks(table, changes, context) for table in context.switched}
    context.made |= {ref.name for ref in changes.replaced if ref.kind in {Kind.TABLE, Kind.MATERIALIZED_VIEW}}
    changes.created |= changes.replaced
    changes.dropped |= changes.replaced
    changes.altered -= changes.replaced
    context.key_swaps = find_key_swaps(changes, context)
    return changes


def _changes(context: Context) -> Changes:
    """The changes as far as is known which columns are made anew; none of a table that is made anew is switched."""
    old, new = context.old, context.new
    changes = Changes(created=set(new.objects) - set(old.objects), dropped=set(old.objects) - set(new.objects))
    context.made |= {ref.name for ref in changes.created if ref.kind in {Kind.TABLE, Kind.MATERIALIZED_VIEW}}
    _leave_to_parents(changes, context)
    changes.created -= {
        ref for ref in changes.created if partitions.comes_with_partition(ref, changes.created, context)
    }
    changes.replaced |= partitions.in_the_way_of_attach(context)
    context.retyped = find_retyped(context)
    context.switched = find_switches(context)
    context.carried.clear()
    carried_over = {ref for table in context.switched for ref in carried(table, context)}
    differing = [ref for ref, item in new.objects.items() if ref in old.objects and old.objects[ref] != item]
    for ref in differing:
        if ref in carried_over or ref in changes.replaced:
            continue
        if ref.name in context.retyped and ref.kind is Kind.ENUM:
            changes.altered.add(ref)
        elif EMITTERS[ref.kind].alter(old.objects[ref], new.objects[ref], context) is None:
            changes.replaced.add(ref)
        else:
            changes.altered.add(ref)
    changes.altered |= {ref for name in context.retyped for ref in columns_of_type(name, context)} - changes.replaced
    _spread(changes, context)
    changes.replaced -= carried_over
    for table in [table for table in context.switched if Ref(Kind.TABLE, table) in changes.replaced]:
        del context.switched[table]
    return changes


def _new_checks(table: str, changes: Changes, context: Context) -> list[Ref]:
    """The checks that come with a switch: they are proved on the second column, so that none is missing after it."""
    switched = set(context.switched[table])
    return [
        ref
        for ref in context.new.on(table)
        if (item := context.new.get(ref, Constraint)) is not None
        and item.type == "c"
        and ref in changes.created - changes.replaced
        and switched & context.new.needs.get(ref, set())
    ]


def _leave_to_parents(changes: Changes, context: Context) -> None:
    """Columns that come and go with those of the tables above are no changes of their own."""
    for refs, catalog in ((changes.created, context.new), (changes.dropped, context.old)):
        for ref in [ref for ref in refs if ref.kind is Kind.COLUMN]:
            table = catalog.get(Ref(Kind.TABLE, ref.of), Table)
            above = [table.partition_of] if table and table.partition_of else list(table.inherits) if table else []
            if (
                Ref(Kind.TABLE, ref.of) not in refs
                and any(Ref(Kind.COLUMN, ref.name, parent) in refs for parent in above)
                and not partitions.is_only_required(ref, context)
            ):
                refs.discard(ref)


def _spread(changes: Changes, context: Context) -> None:
    """Replace what needs something that is replaced, gone, or a column whose type changes."""
    old, new = context.old, context.new
    needed_by = old.needed_by()
    left = [*changes.replaced, *changes.dropped]
    for ref in sorted(changes.altered):
        if ref.kind is Kind.COLUMN and _type_changes(ref, context):
            for holder in sorted(needed_by.get(ref, ())):
                if _is_held(holder, ref, context):
                    left += _replace(holder, changes, new)
    while left:
        ref = left.pop()
        for holder in needed_by.get(ref, ()):
            if holder in changes.replaced or holder in changes.dropped:
                continue
            freed = holder in changes.altered and ref not in new.needs.get(holder, ())
            if freed or _may_stay(ref, holder, changes) or partitions.is_moved(holder.of, context):
                continue
            left += _replace(holder, changes, new)


def _replace(holder: Ref, changes: Changes, new: Catalog) -> list[Ref]:
    if holder in changes.replaced or holder not in new.objects:
        return []
    changes.replaced.add(holder)
    return [holder]


def _may_stay(ref: Ref, holder: Ref, changes: Changes) -> bool:
    """A table stays when a type, function or sequence that it uses is made anew; what hangs on a relation does not."""
    if holder.kind is Kind.TABLE:
        return ref.kind not in {Kind.TABLE}
    if holder.kind is Kind.COLUMN:
        return ref.kind is not Kind.TABLE and ref in changes.dropped and ref not in changes.replaced
    return holder.kind is Kind.SEQUENCE or (
        holder.kind is Kind.SEQUENCE_OWNER and ref in changes.dropped - changes.replaced
    )


def _type_changes(ref: Ref, context: Context) -> bool:
    before, after = context.old.get(ref, Column), context.new.get(ref, Column)
    if before is None or after is None:
        return False
    return _is_retyped(after, context) or (before.type, before.collation) != (after.type, after.collation)


def _is_retyped(column: Column, context: Context) -> bool:
    return column.type.removesuffix("[]") in context.retyped


def _is_held(holder: Ref, ref: Ref, context: Context) -> bool:
    """Whether an object has to make way while a column that it names gets another type."""
    if holder.kind in _HELD_BY_TYPE or _is_generated_from(context.old, holder):
        return True
    if ref in context.switched.get(ref.of, ()):
        return holder.kind is Kind.STATISTICS
    column = context.new.get(ref, Column)
    is_check = (found := context.old.get(holder, Constraint)) is not None and found.type == "c"
    return column is not None and _is_retyped(column, context) and (is_check or holder.kind is Kind.INDEX)


def _is_generated_from(old: Catalog, holder: Ref) -> bool:
    column = old.get(holder, Column)
    return column is not None and column.generated is not None
