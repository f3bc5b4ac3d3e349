"""The tables that a change of rows reaches through foreign keys (ri_triggers.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as pb

from backend_data_model.migrations.locks import LockMode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.postgresql.predict.known import Known
    from backend_data_model.model.schema import Table

_ACTS = frozenset({"cascade", "set null", "set default"})


def touched_by(table: Table | None, statement: Any, known: Known) -> Iterator[tuple[Table, LockMode]]:
    """Each other table with its lock: ROW SHARE where a row is looked up FOR KEY SHARE, ROW EXCLUSIVE where changed."""
    if table is None:
        return
    changed = set(_assigned(statement))
    inserts, deletes = _does(statement, pb.CMD_INSERT), _does(statement, pb.CMD_DELETE)
    for key in table.foreign_keys:
        other = known.target(key)
        if other is not None and other is not table and (inserts or changed & set(key.columns)):
            yield other, LockMode.ROW_SHARE
    yield from _acted_on(
        table, [table], known, changed=changed, deletes=deletes or isinstance(statement, pb.DeleteStmt)
    )


def _acted_on(
    table: Table, seen: list[Table], known: Known, *, changed: set[str], deletes: bool
) -> Iterator[tuple[Table, LockMode]]:
    for child, key in known.references_to(table):
        if not deletes and not changed & set(key.ref_columns):
            continue
        action = key.on_delete if deletes else key.on_update
        if child is not table:
            yield child, LockMode.ROW_EXCLUSIVE if action in _ACTS else LockMode.ROW_SHARE
        if action in _ACTS and all(child is not other for other in seen):
            seen.append(child)
            cascades = deletes and action == "cascade"
            yield from _acted_on(child, seen, known, changed=set() if cascades else set(key.columns), deletes=cascades)


def _does(statement: Any, command: pb.CmdType) -> bool:
    return isinstance(statement, pb.MergeStmt) and any(
        node.merge_when_clause.command_type == command for node in statement.merge_when_clauses
    )


def _assigned(statement: Any) -> list[str]:
    if isinstance(statement, pb.UpdateStmt):
        return [node.res_target.name for node in statement.target_list]
    if isinstance(statement, pb.MergeStmt):
        return [
            node.res_target.name
            for clause in statement.merge_when_clauses
            if clause.merge_when_clause.command_type == pb.CMD_UPDATE
            for node in clause.merge_when_clause.target_list
        ]
    return []
