"""The tables that a change of rows reaches through foreign keys (ri_triggers.c)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as pb

from backend_data_model.migrations.locks import LockMode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.postgresql.predict.known import Known
    from backend_data_model.model.schema import Table

_ACTS = frozenset({"cascade", "set null", "set default"})


@dataclass(frozen=True, slots=True)
class Reached:
    """Another table with its lock: ROW SHARE where rows are looked up FOR KEY SHARE, ROW EXCLUSIVE where changed.

    `by_index`: an index finds the rows; otherwise the table is read as a whole for each row on this side.
    """

    table: Table
    mode: LockMode
    by_index: bool = True


def touched_by(table: Table | None, statement: Any, known: Known) -> Iterator[Reached]:
    """The tables that a change of rows looks at or changes as well."""
    if table is None:
        return
    changed = set(_assigned(statement))
    inserts, deletes = _does(statement, pb.CMD_INSERT), _does(statement, pb.CMD_DELETE)
    for key in table.foreign_keys:
        other = known.target(key)
        if other is not None and other is not table and (inserts or changed & set(key.columns)):
            yield Reached(other, LockMode.ROW_SHARE)
    yield from _acted_on(
        table, [table], known, changed=changed, deletes=deletes or isinstance(statement, pb.DeleteStmt)
    )


def _acted_on(table: Table, seen: list[Table], known: Known, *, changed: set[str], deletes: bool) -> Iterator[Reached]:
    for child, key in known.references_to(table):
        if not deletes and not changed & set(key.ref_columns):
            continue
        action = key.on_delete if deletes else key.on_update
        if child is not table:
            mode = LockMode.ROW_EXCLUSIVE if action in _ACTS else LockMode.ROW_SHARE
            yield Reached(child, mode, _has_index(child, set(key.columns), known))
        if action in _ACTS and all(child is not other for other in seen):
            seen.append(child)
            cascades = deletes and action == "cascade"
            yield from _acted_on(child, seen, known, changed=set() if cascades else set(key.columns), deletes=cascades)


def _has_index(table: Table, columns: set[str], known: Known) -> bool:
    """Whether an index over all rows begins with the columns of a key, in any order."""
    for relation in known.indexes(table):
        item = relation.index
        keys = list(item.columns) if item is not None else []
        if set(keys[: len(columns)]) == columns and not getattr(item, "where", None):
            return True
    return False


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
