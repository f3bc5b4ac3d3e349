"""The lock that each subcommand of ALTER TABLE takes (AlterTableGetLockLevel, tablecmds.c, 14 to 18)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

from backend_data_model.migrations.locks import LockMode

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHARE_UPDATE_EXCLUSIVE = frozenset(
    {
        pb.AT_SetStatistics,
        pb.AT_ClusterOn,
        pb.AT_DropCluster,
        pb.AT_SetOptions,
        pb.AT_ResetOptions,
        pb.AT_AttachPartition,
        pb.AT_DetachPartitionFinalize,
        pb.AT_ValidateConstraint,
    }
)
_TRIGGERS = frozenset(
    {
        pb.AT_EnableTrig,
        pb.AT_EnableAlwaysTrig,
        pb.AT_EnableReplicaTrig,
        pb.AT_EnableTrigAll,
        pb.AT_EnableTrigUser,
        pb.AT_DisableTrig,
        pb.AT_DisableTrigAll,
        pb.AT_DisableTrigUser,
    }
)
# src/backend/access/common/reloptions.c: what may change while rows are written.
_LIGHT_OPTIONS = frozenset(
    """fillfactor toast_tuple_target parallel_workers vacuum_index_cleanup vacuum_truncate deduplicate_items
    n_distinct n_distinct_inherited log_autovacuum_min_duration vacuum_max_eager_freeze_failure_rate""".split()  # noqa: SIM905
)
# Subcommands that the tables below get as well (ATPrepCmd and the ATExec functions).
RECURSIVE = frozenset(
    {
        pb.AT_AddColumn,
        pb.AT_DropColumn,
        pb.AT_ColumnDefault,
        pb.AT_SetNotNull,
        pb.AT_DropNotNull,
        pb.AT_AlterColumnType,
        pb.AT_SetExpression,
        pb.AT_DropExpression,
        pb.AT_SetStatistics,
        pb.AT_SetStorage,
        pb.AT_AddConstraint,
        pb.AT_DropConstraint,
        pb.AT_ValidateConstraint,
    }
)


def lock_level(command: pb.AlterTableCmd) -> LockMode:
    """The lock on the table that is altered."""
    kind = command.subtype
    if kind in _SHARE_UPDATE_EXCLUSIVE:
        return LockMode.SHARE_UPDATE_EXCLUSIVE
    if kind in _TRIGGERS:
        return LockMode.SHARE_ROW_EXCLUSIVE
    definition = getattr(command, "def")
    if kind == pb.AT_AddConstraint and definition.constraint.contype == pb.CONSTR_FOREIGN:
        return LockMode.SHARE_ROW_EXCLUSIVE
    if kind == pb.AT_DetachPartition and definition.partition_cmd.concurrent:
        return LockMode.SHARE_UPDATE_EXCLUSIVE
    if kind in {pb.AT_SetRelOptions, pb.AT_ResetRelOptions, pb.AT_ReplaceRelOptions}:
        return options_level(node.def_elem for node in definition.list.items)
    return LockMode.ACCESS_EXCLUSIVE


def options_level(options: Iterable[pb.DefElem]) -> LockMode:
    """The lock for storage parameters: the strongest that one of them asks for."""
    light = all(o.defname in _LIGHT_OPTIONS or o.defname.startswith("autovacuum_") for o in options)
    return LockMode.SHARE_UPDATE_EXCLUSIVE if light else LockMode.ACCESS_EXCLUSIVE
