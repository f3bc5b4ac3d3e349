"""ATTACH and DETACH PARTITION."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

from backend_data_model.migrations.locks import LockMode
from backend_data_model.migrations.postgresql.predict.alter.keys import join, other_side
from backend_data_model.migrations.postgresql.predict.proofs import proves_bound
from backend_data_model.model.schema import Index, PrimaryKey

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.predict.outcome import Outcome
    from backend_data_model.migrations.postgresql.predict.relations import IndexItem, Relation
    from backend_data_model.model.schema import Table


def attach(relation: Relation, command: pb.AlterTableCmd, out: Outcome, tables: list[Relation]) -> None:
    """ATTACH: the partition is read unless a CHECK proves its bound, and gets the indexes that it lacks."""
    known, definition = out.known, getattr(command, "def").partition_cmd
    part, parent = known.named(definition.name), relation.table
    if part is None or part.table is None or parent is None:
        return
    below = [part, *map(known.of_table, known.below(part.table))]
    out.lock_all(below, LockMode.ACCESS_EXCLUSIVE)
    proven = parent.partition_by and proves_bound(part.table, parent.partition_by, definition.bound)
    if not proven and not _takes_anything(parent, definition.bound, out):
        out.because("no validated CHECK proves that its rows belong there, so that every row is looked at")
        for each in below:
            out.scan(each)
    check_default_partition(parent, definition.bound, out)
    _give_indexes(parent, part, out)
    for key in parent.foreign_keys:
        other_side(key, out, LockMode.SHARE_ROW_EXCLUSIVE)
        target = known.target(key)
        if target and key.enforced:
            join(part, known.of_table(target), out, scans_target=True)


def _takes_anything(parent: Table, bound: pb.PartitionBoundSpec, out: Outcome) -> bool:
    """A DEFAULT partition without siblings has no bound."""
    return bool(bound.is_default) and not out.known.catalog.children_of(parent)


def check_default_partition(parent: Table, bound: pb.PartitionBoundSpec, out: Outcome) -> None:
    """A new sibling: no row of the DEFAULT partition may belong to it."""
    rest = out.known.default_partition(parent)
    if rest is None or bound.is_default:
        return
    out.lock_table(rest, LockMode.ACCESS_EXCLUSIVE)
    if not (parent.partition_by and proves_bound(rest, parent.partition_by, bound, outside=True)):
        out.because("the default partition is read for rows that belong to the new one")
        out.scan(out.known.of_table(rest))


def _give_indexes(parent: Table, part: Relation, out: Outcome) -> None:
    known = out.known
    own = known.indexes(part.owner)
    for index in known.indexes(parent):
        match = next((i for i in own if i.index and index.index and _alike(i.index, index.index)), None)
        out.lock(index, LockMode.SHARE_UPDATE_EXCLUSIVE)
        if match is None:
            out.because(f"the partition has no index like {index.name}, so that it is built")
            out.build(part)


def _alike(own: IndexItem, wanted: IndexItem) -> bool:
    if isinstance(own, Index) and isinstance(wanted, Index):
        same = (own.keys, own.where, own.method, own.include) == (
            wanted.keys,
            wanted.where,
            wanted.method,
            wanted.include,
        )
        return same and (own.unique or not wanted.unique)
    if isinstance(wanted, Index):
        return False
    if isinstance(own, Index):
        return False
    return own.columns == wanted.columns and isinstance(own, PrimaryKey) == isinstance(wanted, PrimaryKey)


def detach(relation: Relation, command: pb.AlterTableCmd, out: Outcome, tables: list[Relation]) -> None:
    """DETACH: ACCESS EXCLUSIVE on all; CONCURRENTLY only on the partition, at the end."""
    known, definition = out.known, getattr(command, "def").partition_cmd
    part = known.named(definition.name)
    if part is None or part.table is None or relation.table is None:
        return
    out.lock(part, LockMode.ACCESS_EXCLUSIVE)
    if definition.concurrent:
        out.transactional = False
        # The bounds of all tables above go into the CHECK that the partition keeps (generate_partition_qual).
        for above in known.above(relation.table):
            out.lock_table(above, LockMode.ACCESS_SHARE)
    elif command.subtype == pb.AT_DetachPartition:
        rest = known.default_partition(relation.table)
        out.lock_table(rest if rest is not part.table else None, LockMode.ACCESS_EXCLUSIVE)
    for index in known.indexes(part.owner):
        if any(index.index and i.index and _alike(index.index, i.index) for i in known.indexes(relation.table)):
            out.lock(index, LockMode.ACCESS_EXCLUSIVE)
    for key in part.table.foreign_keys:
        other_side(key, out, LockMode.SHARE_ROW_EXCLUSIVE)


def attach_index(relation: Relation, command: pb.AlterTableCmd, out: Outcome) -> None:
    """ALTER INDEX ... ATTACH PARTITION."""
    child = out.known.named(getattr(command, "def").partition_cmd.name)
    out.lock(child, LockMode.ACCESS_EXCLUSIVE)
    if child:
        out.lock_table(child.table, LockMode.ACCESS_SHARE)
    out.lock_table(relation.table, LockMode.ACCESS_SHARE)
