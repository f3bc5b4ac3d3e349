"""CREATE INDEX, REINDEX."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

from backend_data_model.migrations.locks import LockMode
from backend_data_model.migrations.postgresql.predict.relations import Relation, shown

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.predict.outcome import Outcome


def create_index(statement: pb.IndexStmt, out: Outcome) -> None:
    """SHARE while the table is read; CONCURRENTLY in two passes beside writers, outside transactions."""
    known = out.known
    relation = known.named(statement.relation)
    mode = LockMode.SHARE_UPDATE_EXCLUSIVE if statement.concurrent else LockMode.SHARE
    if statement.concurrent:
        out.transactional = False
    if relation is None:
        out.unknown = f"{statement.relation.relname} is not in the known schema"
        return
    if statement.concurrent and relation.is_partitioned:
        out.fail("an index of a partitioned table cannot be built CONCURRENTLY")
        return
    out.lock(relation, mode)
    if statement.if_not_exists and known.find(relation.name.partition(".")[0], statement.idxname):
        out.because("the index is there already; the lock is taken all the same")
        return
    parts = known.below(relation.table) if relation.is_partitioned and relation.table and statement.relation.inh else []
    name = shown(relation.name.partition(".")[0], statement.idxname) if statement.idxname else ""
    out.build(relation, name)
    for part in map(known.of_table, parts):
        out.lock(part, mode)
        out.build(part)


def reindex(statement: pb.ReindexStmt, out: Outcome) -> None:
    """SHARE on the table and ACCESS EXCLUSIVE on the index, which readers' planners wait for."""
    known = out.known
    concurrent = any(
        node.def_elem.defname == "concurrently" and node.def_elem.arg.string.sval not in {"off", "false"}
        for node in statement.params
    )
    kind = statement.kind
    if concurrent or kind in {
        pb.REINDEX_OBJECT_SCHEMA,
        pb.REINDEX_OBJECT_DATABASE,
        pb.REINDEX_OBJECT_SYSTEM,
    }:
        out.transactional = False
    if kind in {pb.REINDEX_OBJECT_INDEX, pb.REINDEX_OBJECT_TABLE}:
        relation = known.named(statement.relation, "index" if kind == pb.REINDEX_OBJECT_INDEX else "table")
        if relation is None:
            out.unknown = f"{statement.relation.relname} is not in the known schema"
            return
        if relation.is_partitioned:
            out.transactional = False
        _one(relation, out, concurrent=concurrent)
        return
    for relation in known.stored() if kind != pb.REINDEX_OBJECT_SYSTEM else ():
        if kind == pb.REINDEX_OBJECT_SCHEMA and relation.name.partition(".")[0] != statement.name:
            continue
        if not relation.is_partitioned:
            _one(relation, out, concurrent=concurrent)


def _one(relation: Relation, out: Outcome, *, concurrent: bool) -> None:
    known = out.known
    if relation.is_partitioned and relation.table:
        out.lock(known.of_table(relation.table), LockMode.SHARE)
        if relation.kind == "index":
            out.lock(relation, LockMode.ACCESS_EXCLUSIVE)
            for part in known.below(relation.table):
                for index in known.indexes(part):
                    if index.index and relation.index and _like(index, relation):
                        _one(index, out, concurrent=concurrent)
        else:
            for part in known.below(relation.table):
                _one(known.of_table(part), out, concurrent=concurrent)
        return
    owner = relation.owner
    table = (
        known.of_table(relation.table) if relation.table else known.of_view(relation.view) if relation.view else None
    )
    indexes = [relation] if relation.kind == "index" else known.indexes(owner)
    if table is None:
        if not concurrent:
            out.rebuild(relation)
        return
    if table.table and known.is_assumed(table.table):
        out.scan(table)
    out.lock(table, LockMode.SHARE_UPDATE_EXCLUSIVE if concurrent else LockMode.SHARE)
    for index in indexes:
        out.rebuild(index)
        out.scan(table)


def _like(index: Relation, parent: Relation) -> bool:
    own, wanted = index.index, parent.index
    return getattr(own, "keys", None) == getattr(wanted, "keys", None) and getattr(own, "columns", None) == getattr(
        wanted, "columns", None
    )


HANDLERS = {"index_stmt": create_index, "reindex_stmt": reindex}
