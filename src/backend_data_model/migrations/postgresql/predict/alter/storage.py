"""Where and how a table is stored, whose it is, and what it inherits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

from backend_data_model.migrations.locks import LockMode

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.predict.outcome import Outcome
    from backend_data_model.migrations.postgresql.predict.relations import Relation

_SEQUENCES_LOGGED_FROM = 15
_ONESELF = frozenset({pb.ROLESPEC_CURRENT_USER, pb.ROLESPEC_SESSION_USER, pb.ROLESPEC_CURRENT_ROLE})


def set_logged(relation: Relation, command: pb.AlterTableCmd, out: Outcome, tables: list[Relation]) -> None:
    """SET LOGGED and UNLOGGED write the table anew; nothing where it is so already."""
    table = relation.table
    if table is None or (command.subtype == pb.AT_SetUnLogged) == ("unlogged" in table.options):
        return
    out.rewrite(relation)
    if out.known.version >= _SEQUENCES_LOGGED_FROM:
        out.lock_all(out.known.owned_sequences(table), LockMode.ACCESS_EXCLUSIVE)


def set_tablespace(relation: Relation, command: pb.AlterTableCmd, out: Outcome, tables: list[Relation]) -> None:
    """SET TABLESPACE copies the files; nothing where they are there already."""
    current = relation.table.options.get("tablespace", "pg_default") if relation.table else "pg_default"
    if command.name == current:
        return
    if relation.kind == "index":
        out.rebuild(relation)
    else:
        out.copy_storage(relation)


def set_access_method(relation: Relation, command: pb.AlterTableCmd, out: Outcome, tables: list[Relation]) -> None:
    """SET ACCESS METHOD writes the table anew, unless it is the one that the table has."""
    if command.name not in {"heap", ""}:
        out.rewrite(relation)


def change_owner(relation: Relation, command: pb.AlterTableCmd, out: Outcome, tables: list[Relation]) -> None:
    """OWNER TO somebody else takes indexes and owned sequences along (ATExecChangeOwner)."""
    if command.newowner.roletype in _ONESELF:
        return
    out.lock_all(out.known.indexes(relation.owner), LockMode.ACCESS_EXCLUSIVE)
    if relation.table:
        out.lock_all(out.known.owned_sequences(relation.table), LockMode.ACCESS_EXCLUSIVE)


def cluster_on(relation: Relation, command: pb.AlterTableCmd, out: Outcome, tables: list[Relation]) -> None:
    """CLUSTER ON marks an index."""
    index = next((i for i in out.known.indexes(relation.owner) if i.name.rpartition(".")[2] == command.name), None)
    out.lock(index, LockMode.SHARE_UPDATE_EXCLUSIVE)


def replica_identity(relation: Relation, command: pb.AlterTableCmd, out: Outcome, tables: list[Relation]) -> None:
    """REPLICA IDENTITY USING INDEX looks at the index."""
    name = getattr(command, "def").replica_identity_stmt.name
    index = next((i for i in out.known.indexes(relation.owner) if name and i.name.rpartition(".")[2] == name), None)
    out.lock(index, LockMode.SHARE)


def inherit(relation: Relation, command: pb.AlterTableCmd, out: Outcome, tables: list[Relation]) -> None:
    """INHERIT changes the parent's flag, NO INHERIT only looks at it."""
    parent = out.known.named(getattr(command, "def").range_var)
    adds = command.subtype == pb.AT_AddInherit
    out.lock(parent, LockMode.SHARE_UPDATE_EXCLUSIVE if adds else LockMode.ACCESS_SHARE)
