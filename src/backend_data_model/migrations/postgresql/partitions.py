"""Indexes and keys of partitions: which come with a statement about the table above, and which are made apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.migrations.postgresql.catalog.objects import Column, Constraint, Index, Kind, Ref, Table

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.catalog.catalog import Catalog
    from backend_data_model.migrations.postgresql.emit.draft import Context


def index_above(ref: Ref, catalog: Catalog) -> str | None:
    """The partitioned index (qualified) that an index, or the index of a key, belongs to."""
    found = catalog.objects.get(ref)
    if isinstance(found, Constraint):
        return found.parent_index
    return found.parent if isinstance(found, Index) else None


def is_moved(table: str, context: Context) -> bool:
    """Whether a table that is there before and after gets another place in a partitioned table, or leaves one."""
    ref = Ref(Kind.TABLE, table)
    before, after = context.old.get(ref, Table), context.new.get(ref, Table)
    return before is not None and after is not None and before.partition_of != after.partition_of


def is_attached(table: str, context: Context) -> bool:
    """Whether a table that is there before becomes a partition."""
    after = context.new.get(Ref(Kind.TABLE, table), Table)
    return is_moved(table, context) and after is not None and after.partition_of is not None


def comes_with_partition(ref: Ref, created: set[Ref], context: Context) -> bool:
    """Whether CREATE TABLE ... PARTITION OF makes a new index or key, because the table above has it already."""
    if ref.kind not in {Kind.INDEX, Kind.CONSTRAINT} or Ref(Kind.TABLE, ref.of) not in created:
        return False
    found = context.new.objects[ref]
    if isinstance(found, Constraint):
        return found.inherited_from is not None
    above = index_above(ref, context.new)
    return above is not None and any(
        other.kind is Kind.INDEX and other.name == above for other in context.new.needs.get(ref, set()) - created
    )


def is_made_apart(table: Table, context: Context) -> bool:
    """Whether a new partition is made as a table of its own and attached then.

    Needed where a key of its own takes the place of an index that CREATE TABLE ... PARTITION OF would make beside it.
    """
    return table.partition_of is not None and any(
        isinstance(item, Constraint)
        and item.ref.of == table.ref.name
        and item.parent_index is not None
        and item.inherited_from is None
        and any(other.name == item.parent_index for other in context.old.objects)
        for item in context.new.of_kind(Kind.CONSTRAINT)
    )


def leaves(table: str, context: Context) -> list[str]:
    """The partitions with rows, at any depth, that are below a partitioned table before and after."""
    found = []
    for item in context.old.of_kind(Kind.TABLE):
        if isinstance(item, Table) and item.partition_of == table:
            after = context.new.get(item.ref, Table)
            if after and after.partition_of == table and context.in_use(item.ref.name):
                found += [item.ref.name] if item.kind == "r" else leaves(item.ref.name, context)
    return found


def in_the_way_of_attach(context: Context) -> set[Ref]:
    """Indexes that ATTACH PARTITION would take for the partitioned index although another is meant for it."""
    old, new = context.old, context.new
    meant: dict[str, list[Index]] = {}
    alone: dict[str, list[Index]] = {}
    for item in new.of_kind(Kind.INDEX):
        if isinstance(item, Index):
            (meant if item.parent else alone).setdefault(item.ref.of, []).append(item)
    return {
        other.ref
        for table, items in meant.items()
        if is_attached(table, context)
        for item in items
        for other in alone.get(table, ())
        if other.ref in old.objects and body(other) == body(item)
    }


def keys_of_new_partitions(index: Index, context: Context) -> list[Constraint]:
    """The keys, made with new partitions, whose indexes belong to a new partitioned index."""
    return [
        item
        for item in context.new.of_kind(Kind.CONSTRAINT)
        if isinstance(item, Constraint) and item.parent_index == index.ref.name and not context.in_use(item.ref.of)
    ]


def keys_left_by_detach(table: Ref, context: Context) -> list[Ref]:
    """The foreign keys of the table above that stay on a partition when it is detached."""
    before = context.old.get(table, Table)
    if before is None or before.partition_of is None or not is_moved(table.name, context):
        return []
    return [
        item.ref
        for item in context.old.of_kind(Kind.CONSTRAINT)
        if isinstance(item, Constraint) and item.type == "f" and item.ref.of == before.partition_of
    ]


def column_above(ref: Ref, catalog: Catalog) -> Ref:
    """The column of the partitioned table that a partition's column comes from; itself where there is none."""
    table = catalog.get(Ref(Kind.TABLE, ref.of), Table)
    return Ref(Kind.COLUMN, ref.name, table.partition_of) if table and table.partition_of else ref


def is_only_required(ref: Ref, context: Context) -> bool:
    """Whether a new column of a partition comes with that of the table above, but is NOT NULL here alone."""
    above = column_above(ref, context.new)
    if above == ref or above in context.old.objects or not context.in_use(ref.of):
        return False
    own, parents = context.new.get(ref, Column), context.new.get(above, Column)
    return own is not None and parents is not None and own.not_null and not parents.not_null


def body(index: Index) -> str:
    """Its definition without name, table and storage parameters."""
    head = f" ON {'ONLY ' if index.partitioned else ''}{index.ref.of} USING "
    plain = index.definition.partition(head)[2] or index.definition
    return ("UNIQUE " if index.unique else "") + re.sub(r" WITH \([^)]*\)", "", plain)


def below(needed: Ref, catalog: Catalog) -> list[Ref]:
    """The indexes and keys of partitions that belong to a partitioned index or key."""
    return [
        ref
        for ref, all_needed in catalog.needs.items()
        if needed in all_needed and ref.kind in {Kind.INDEX, Kind.CONSTRAINT} and index_above(ref, catalog)
    ]
