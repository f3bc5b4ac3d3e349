"""Which relations a statement locks so that writers wait: from its effect where that is known, else from its words.

The words give the mode of the common forms (AlterTableGetLockLevel of PostgreSQL 18, and the manual's 13.3.1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as pb

from backend_data_model.migrations.lint.names import parts
from backend_data_model.migrations.locks import LockMode

if TYPE_CHECKING:
    from backend_data_model.migrations.lint.context import Context

Locks = list[tuple[str, LockMode]]

_EXCLUSIVE = LockMode.ACCESS_EXCLUSIVE
# Commands of ALTER TABLE that let others read and write meanwhile.
_WEAK = {
    pb.AT_ValidateConstraint, pb.AT_SetStatistics, pb.AT_SetOptions, pb.AT_ResetOptions, pb.AT_SetRelOptions,
    pb.AT_ResetRelOptions, pb.AT_ClusterOn, pb.AT_DropCluster, pb.AT_AttachPartition, pb.AT_DetachPartitionFinalize,
}  # fmt: skip
_SHARE_ROW = {
    pb.AT_EnableTrig, pb.AT_EnableTrigAll, pb.AT_EnableTrigUser, pb.AT_DisableTrig, pb.AT_DisableTrigAll,
    pb.AT_DisableTrigUser, pb.AT_EnableAlwaysTrig, pb.AT_EnableReplicaTrig,
}  # fmt: skip
_TABLE_LIKE = {pb.OBJECT_TABLE, pb.OBJECT_VIEW, pb.OBJECT_MATVIEW, pb.OBJECT_FOREIGN_TABLE}


def strong_locks(context: Context) -> Locks:
    """Relations that were there before the file, each with a mode of SHARE or stronger."""
    handler = _BY_KIND.get(context.statement.kind)
    if handler is None:
        return []
    effect = context.effect
    if effect is not None:
        made = context.session.made
        return [(k.relation, k.mode) for k in effect.locks if k.mode.blocks_writes and k.relation not in made]
    return handler(context, context.statement.body)


def _alter_table(context: Context, body: Any) -> Locks:
    if not context.exists(body.relation):
        return _parents(context, body)
    strongest = LockMode.ACCESS_SHARE
    for node in body.cmds:
        strongest = max(strongest, _command(node.alter_table_cmd))
    own = [(context.name(body.relation), strongest)] if strongest.blocks_writes else []
    return own + _parents(context, body)


def _command(command: Any) -> LockMode:
    subtype = command.subtype
    if subtype in _WEAK:
        return LockMode.SHARE_UPDATE_EXCLUSIVE
    if subtype in _SHARE_ROW:
        return LockMode.SHARE_ROW_EXCLUSIVE
    definition = getattr(command, "def")
    if subtype == pb.AT_AddConstraint and definition.constraint.contype == pb.CONSTR_FOREIGN:
        return LockMode.SHARE_ROW_EXCLUSIVE
    if subtype == pb.AT_DetachPartition and definition.partition_cmd.concurrent:
        return LockMode.SHARE_UPDATE_EXCLUSIVE
    return _EXCLUSIVE


def _parents(context: Context, body: Any) -> Locks:
    found: Locks = []
    for node in body.cmds:
        definition = getattr(node.alter_table_cmd, "def")
        constraint = definition.constraint
        constraints = [constraint] if definition.WhichOneof("node") == "constraint" else []
        constraints += [item.constraint for item in definition.column_def.constraints]
        for one in constraints:
            if one.contype == pb.CONSTR_FOREIGN and context.exists(one.pktable):
                found.append((context.name(one.pktable), LockMode.SHARE_ROW_EXCLUSIVE))
    return found


def _create_table(context: Context, body: Any) -> Locks:
    found: Locks = []
    for element in body.table_elts:
        kind = element.WhichOneof("node")
        constraints = (
            [element.constraint]
            if kind == "constraint"
            else [item.constraint for item in element.column_def.constraints]
        )
        found += [
            (context.name(one.pktable), LockMode.SHARE_ROW_EXCLUSIVE)
            for one in constraints
            if one.contype == pb.CONSTR_FOREIGN and context.exists(one.pktable)
        ]
    if body.HasField("partbound") and body.inh_relations and context.exists(body.inh_relations[0].range_var):
        found.append((context.name(body.inh_relations[0].range_var), _EXCLUSIVE))
    return found


def _index(context: Context, body: Any) -> Locks:
    if body.concurrent or not context.exists(body.relation):
        return []
    return [(context.name(body.relation), LockMode.SHARE)]


def _drop(context: Context, body: Any) -> Locks:
    names = [parts(node) for node in body.objects]
    if body.remove_type in {pb.OBJECT_TRIGGER, pb.OBJECT_POLICY, pb.OBJECT_RULE}:
        names = [name[:-1] for name in names]
    elif body.concurrent or not (body.remove_type in _TABLE_LIKE or body.remove_type == pb.OBJECT_INDEX):
        return []
    return [(_full(context, name), _EXCLUSIVE) for name in names if name and context.exists_name(name)]


def _full(context: Context, name: list[str]) -> str:
    return ".".join(name[-2:]) if len(name) > 1 else f"{context.session.search_path}.{name[0]}"


def _rename(context: Context, body: Any) -> Locks:
    if not body.HasField("relation") or not context.exists(body.relation) or body.rename_type == pb.OBJECT_INDEX:
        return []
    return [(context.name(body.relation), _EXCLUSIVE)]


def _truncate(context: Context, body: Any) -> Locks:
    return [(context.name(n.range_var), _EXCLUSIVE) for n in body.relations if context.exists(n.range_var)]


def _trigger(context: Context, body: Any) -> Locks:
    return [(context.name(body.relation), LockMode.SHARE_ROW_EXCLUSIVE)] if context.exists(body.relation) else []


def _policy(context: Context, body: Any) -> Locks:
    return [(context.name(body.table), _EXCLUSIVE)] if context.exists(body.table) else []


def _relation(context: Context, body: Any) -> Locks:
    return [(context.name(body.relation), _EXCLUSIVE)] if context.exists(body.relation) else []


def _refresh(context: Context, body: Any) -> Locks:
    mode = LockMode.EXCLUSIVE if body.concurrent else _EXCLUSIVE
    return [(context.name(body.relation), mode)] if context.exists(body.relation) else []


def _reindex(context: Context, body: Any) -> Locks:
    if any(option.def_elem.defname == "concurrently" for option in body.params) or not body.HasField("relation"):
        return []
    mode = LockMode.SHARE if body.kind == pb.REINDEX_OBJECT_TABLE else _EXCLUSIVE
    return [(context.name(body.relation), mode)] if context.exists(body.relation) else []


def _block(_context: Context, _body: Any) -> Locks:
    """Its words tell through the statements inside, which are looked at one by one."""
    return []


_BY_KIND = {
    "do_stmt": _block,
    "call_stmt": _block,
    "alter_table_stmt": _alter_table,
    "create_stmt": _create_table,
    "index_stmt": _index,
    "drop_stmt": _drop,
    "rename_stmt": _rename,
    "truncate_stmt": _truncate,
    "create_trig_stmt": _trigger,
    "create_policy_stmt": _policy,
    "alter_policy_stmt": _policy,
    "alter_object_schema_stmt": _relation,
    "cluster_stmt": _relation,
    "refresh_mat_view_stmt": _refresh,
    "reindex_stmt": _reindex,
}
