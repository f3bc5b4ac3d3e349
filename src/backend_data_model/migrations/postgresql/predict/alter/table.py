"""ALTER TABLE: the strongest lock of its subcommands on the table and those below, and then the work of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

from backend_data_model.migrations.locks import LockMode
from backend_data_model.migrations.postgresql.predict.alter import (
    column_types,
    columns,
    constraints,
    dropped,
    partitions,
    storage,
)
from backend_data_model.migrations.postgresql.predict.alter.composites import typed_tables
from backend_data_model.migrations.postgresql.predict.alter.levels import RECURSIVE, lock_level
from backend_data_model.migrations.postgresql.predict.kinds import kind_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend_data_model.migrations.postgresql.predict.outcome import Outcome
    from backend_data_model.migrations.postgresql.predict.relations import Relation

_CONSTRAINTS_LOCK_BELOW_FROM = 18
_WORK: dict[int, Callable[[Relation, pb.AlterTableCmd, Outcome, list[Relation]], None]] = {
    pb.AT_AddColumn: columns.add_column,
    pb.AT_SetNotNull: columns.set_not_null,
    pb.AT_SetExpression: columns.set_expression,
    pb.AT_ColumnDefault: columns.set_default,
    pb.AT_AddIdentity: columns.add_identity,
    pb.AT_SetIdentity: columns.set_identity,
    pb.AT_DropIdentity: columns.drop_identity,
    pb.AT_DropColumn: dropped.drop_column,
    pb.AT_DropConstraint: dropped.drop_constraint,
    pb.AT_AlterColumnType: column_types.change_type,
    pb.AT_AddConstraint: constraints.add_constraint,
    pb.AT_ValidateConstraint: constraints.validate,
    pb.AT_AlterConstraint: constraints.alter_constraint,
    pb.AT_AttachPartition: partitions.attach,
    pb.AT_DetachPartition: partitions.detach,
    pb.AT_DetachPartitionFinalize: partitions.detach,
    pb.AT_SetLogged: storage.set_logged,
    pb.AT_SetUnLogged: storage.set_logged,
    pb.AT_SetTableSpace: storage.set_tablespace,
    pb.AT_SetAccessMethod: storage.set_access_method,
    pb.AT_ChangeOwner: storage.change_owner,
    pb.AT_ClusterOn: storage.cluster_on,
    pb.AT_ReplicaIdentity: storage.replica_identity,
    pb.AT_AddInherit: storage.inherit,
    pb.AT_DropInherit: storage.inherit,
}


def alter_table(statement: pb.AlterTableStmt, out: Outcome) -> None:
    """What ALTER TABLE, INDEX, VIEW, SEQUENCE or MATERIALIZED VIEW does."""
    relation = out.known.named(statement.relation, kind_of(statement.objtype))
    commands = [node.alter_table_cmd for node in statement.cmds]
    if relation is None:
        if not statement.missing_ok:
            out.unknown = f"{statement.relation.relname} is not in the known schema"
        return
    level = max((_level(relation, command) for command in commands), default=LockMode.ACCESS_EXCLUSIVE)
    out.lock(relation, level)
    if relation.kind == "composite type":
        typed_tables(relation.name, out, cascade=any(command.behavior == pb.DROP_CASCADE for command in commands))
        return
    below = out.known.below(relation.table) if relation.table and statement.relation.inh else []
    tables = [relation, *map(out.known.of_table, below)]
    out.dropped_columns |= {command.name for command in commands if command.subtype == pb.AT_DropColumn}
    for command in commands:
        reached = tables if command.subtype in RECURSIVE and relation.kind == "table" else tables[:1]
        if _reaches_below(command, relation, out.known.version):
            out.lock_all(reached, level)
        work = _WORK.get(command.subtype)
        if work and relation.kind == "table":
            work(relation, command, out, reached)
        elif work:
            _other(relation, command, out)


def _level(relation: Relation, command: pb.AlterTableCmd) -> LockMode:
    if relation.kind == "index" and command.subtype == pb.AT_AttachPartition:
        return LockMode.SHARE_UPDATE_EXCLUSIVE
    return lock_level(command)


def _reaches_below(command: pb.AlterTableCmd, relation: Relation, version: int) -> bool:
    """Whether the tables below get the same lock; ADD CONSTRAINT locks all of them beforehand since 18 (ATPrepCmd)."""
    if command.subtype != pb.AT_AddConstraint or version >= _CONSTRAINTS_LOCK_BELOW_FROM:
        return True
    constraint = getattr(command, "def").constraint
    if constraint.contype == pb.CONSTR_FOREIGN:
        return relation.is_partitioned
    return constraint.contype == pb.CONSTR_CHECK and not constraint.is_no_inherit


def _other(relation: Relation, command: pb.AlterTableCmd, out: Outcome) -> None:
    """What subcommands do to indexes, materialized views and sequences."""
    kind = command.subtype
    if kind == pb.AT_SetTableSpace:
        storage.set_tablespace(relation, command, out, [relation])
    elif kind == pb.AT_ChangeOwner:
        storage.change_owner(relation, command, out, [relation])
    elif kind == pb.AT_SetAccessMethod:
        storage.set_access_method(relation, command, out, [relation])
    elif kind == pb.AT_ClusterOn:
        storage.cluster_on(relation, command, out, [relation])
    elif kind == pb.AT_AttachPartition:
        partitions.attach_index(relation, command, out)
