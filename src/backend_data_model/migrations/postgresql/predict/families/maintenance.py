"""VACUUM, ANALYZE, CLUSTER, TRUNCATE, LOCK, GRANT."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.read_parse import messages
from backend_data_model.migrations.locks import LockMode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.postgresql.predict.outcome import Outcome
    from backend_data_model.migrations.postgresql.predict.relations import Relation
    from backend_data_model.model.schema import Table

_GRANT_LOCKS_FROM = 18
# VACUUM and ANALYZE of a parent work on the tables that inherit from it as well, without ONLY (18, release notes).
_HEIRS_FROM = 18


def _is_on(options: object, name: str) -> bool:
    for node in options:  # type: ignore[attr-defined]
        option = node.def_elem
        if option.defname == name:
            value = option.arg.string.sval or option.arg.integer.ival
            return not option.HasField("arg") or str(value).lower() not in {"off", "false", "0"}
    return False


def vacuum(statement: pb.VacuumStmt, out: Outcome) -> None:
    """VACUUM works beside writers, FULL writes the table anew; ANALYZE reads a sample."""
    known = out.known
    full, analyze = _is_on(statement.options, "full"), _is_on(statement.options, "analyze")
    if statement.is_vacuumcmd:
        out.transactional = False
    named = [known.named(node.vacuum_relation.relation) for node in statement.rels]
    roots = [relation for relation in named if relation] if statement.rels else out.known.stored()
    with_heirs = {node.vacuum_relation.relation.relname for node in statement.rels if node.vacuum_relation.relation.inh}
    analyze = analyze or not statement.is_vacuumcmd
    for root in roots:
        below = list(map(known.of_table, known.below(root.table))) if root.table else []
        named_root = root.name.rpartition(".")[2] in with_heirs
        goes_down = root.is_partitioned or (named_root and known.version >= _HEIRS_FROM)
        for relation in (root, *below) if goes_down else (root,):
            _vacuum_one(relation, out, full=full, analyze=analyze, only=not statement.is_vacuumcmd)
        for heir in below if analyze and not goes_down and not full else ():
            out.lock(heir, LockMode.ACCESS_SHARE)
            out.scan(heir)


def _vacuum_one(relation: Relation, out: Outcome, *, full: bool, analyze: bool, only: bool) -> None:
    known = out.known
    indexes = known.indexes(relation.owner)
    if full:
        out.lock(relation, LockMode.ACCESS_EXCLUSIVE)
        out.rewrite(relation)
        return
    out.lock(relation, LockMode.SHARE_UPDATE_EXCLUSIVE)
    if not relation.is_partitioned:
        out.lock_all(indexes, LockMode.ACCESS_SHARE if only else LockMode.ROW_EXCLUSIVE)
    if analyze:
        out.scan(relation)


def cluster(statement: pb.ClusterStmt, out: Outcome) -> None:
    """CLUSTER writes the table anew; without a table it commits between tables."""
    if not statement.HasField("relation"):
        out.transactional = False
        return
    relation = out.known.named(statement.relation)
    if relation:
        out.lock(relation, LockMode.ACCESS_EXCLUSIVE)
        out.rewrite(relation)
        if relation.is_partitioned and relation.table:
            out.transactional = False
            for part in out.known.below(relation.table):
                out.lock_table(part, LockMode.ACCESS_EXCLUSIVE)
                out.rewrite(out.known.of_table(part))


def truncate(statement: pb.TruncateStmt, out: Outcome) -> None:
    """TRUNCATE replaces files, it reads nothing; CASCADE takes the tables that refer to it."""
    known = out.known
    tables: list[Table] = []
    for node in statement.relations:
        relation = known.named(node.range_var)
        if relation and relation.table:
            tables += [relation.table, *(known.below(relation.table) if node.range_var.inh else [])]
    for table in _with_referencing(tables, out) if statement.behavior == pb.DROP_CASCADE else tables:
        out.lock_table(table, LockMode.ACCESS_EXCLUSIVE)
        out.lock_all(known.indexes(table) if not table.partition_by else [], LockMode.ACCESS_EXCLUSIVE)
        if statement.restart_seqs:
            out.lock_all(known.owned_sequences(table), LockMode.ACCESS_EXCLUSIVE)


def _with_referencing(tables: list[Table], out: Outcome) -> list[Table]:
    found = list(tables)
    for table in found:
        for other, _ in out.known.references_to(table):
            found += [each for each in (other, *out.known.below(other)) if all(each is not t for t in found)]
    return found


def lock(statement: pb.LockStmt, out: Outcome) -> None:
    """LOCK TABLE, on partitions, heirs and the tables of a view as well."""
    mode = LockMode(statement.mode)
    for node in statement.relations:
        _lock_one(out.known.named(node.range_var), mode, out, below=node.range_var.inh)


def _lock_one(relation: Relation | None, mode: LockMode, out: Outcome, *, below: bool) -> None:
    if relation is None:
        return
    out.lock(relation, mode)
    for child in out.known.below(relation.table) if relation.table and below else ():
        out.lock_table(child, mode)
    if relation.kind == "view":
        for source in _sources(relation, out):
            _lock_one(source, mode, out, below=True)


def _sources(view: Relation, out: Outcome) -> Iterator[Relation]:
    if view.view:
        for message in messages(out.known.body(view.view)):
            if isinstance(message, pb.RangeVar):
                found = out.known.named(message)
                if found:
                    yield found


def grant(statement: pb.GrantStmt, out: Outcome) -> None:
    """GRANT and REVOKE look at the relation; the lock is kept since 18."""
    if out.known.version < _GRANT_LOCKS_FROM or statement.objtype not in {pb.OBJECT_TABLE, pb.OBJECT_SEQUENCE}:
        return
    if statement.targtype != pb.ACL_TARGET_OBJECT:
        return
    for node in statement.objects:
        out.lock(out.known.named(node.range_var), LockMode.ACCESS_SHARE)


HANDLERS = {
    "vacuum_stmt": vacuum,
    "cluster_stmt": cluster,
    "truncate_stmt": truncate,
    "lock_stmt": lock,
    "grant_stmt": grant,
}
