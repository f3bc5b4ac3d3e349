"""RENAME, SET SCHEMA and OWNER TO of everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.read_catalog import default_names
from backend_data_model.engines.postgresql.read_text import strings
from backend_data_model.migrations.locks import LockMode
from backend_data_model.migrations.postgresql.predict.alter.composites import typed_tables
from backend_data_model.migrations.postgresql.predict.kinds import kind_of
from backend_data_model.model.schema import Check, Index, PrimaryKey, Unique

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.predict.outcome import Outcome

_RELATIONS = frozenset(
    {pb.OBJECT_TABLE, pb.OBJECT_VIEW, pb.OBJECT_MATVIEW, pb.OBJECT_SEQUENCE, pb.OBJECT_INDEX, pb.OBJECT_FOREIGN_TABLE}
)


def rename(statement: pb.RenameStmt, out: Outcome) -> None:
    """ACCESS EXCLUSIVE on what is renamed; ALTER INDEX ... RENAME is lighter (12 and newer)."""
    known, kind = out.known, statement.rename_type
    if not statement.HasField("relation"):
        return
    relation = known.named(statement.relation, kind_of(kind))
    if relation is None:
        if not statement.missing_ok:
            out.unknown = f"{statement.relation.relname} is not in the known schema"
        return
    if kind == pb.OBJECT_INDEX and relation.kind == "index":
        out.lock(relation, LockMode.SHARE_UPDATE_EXCLUSIVE)
        return
    out.lock(relation, LockMode.ACCESS_EXCLUSIVE)
    if relation.table is None:
        if kind == pb.OBJECT_ATTRIBUTE:
            typed_tables(relation.name, out, cascade=statement.behavior == pb.DROP_CASCADE)
        return
    if kind in {pb.OBJECT_COLUMN, pb.OBJECT_TRIGGER} and statement.relation.inh:
        below = known.below(relation.table)
        for child in below if kind == pb.OBJECT_COLUMN or relation.table.partition_by else ():
            out.lock_table(child, LockMode.ACCESS_EXCLUSIVE)
    elif kind == pb.OBJECT_TABCONSTRAINT:
        for name, item in default_names(relation.table):
            if name != statement.subname:
                continue
            if isinstance(item, PrimaryKey | Unique | Index):
                index = next((i for i in known.indexes(relation.table) if i.index is item), None)
                out.lock(index, LockMode.SHARE_UPDATE_EXCLUSIVE)
            elif isinstance(item, Check):
                for child in known.below(relation.table):
                    out.lock_table(child, LockMode.ACCESS_EXCLUSIVE)


def set_schema(statement: pb.AlterObjectSchemaStmt, out: Outcome) -> None:
    """A table takes its owned sequences along."""
    if not statement.HasField("relation"):
        return
    relation = out.known.named(statement.relation, kind_of(statement.object_type))
    if relation is None:
        if not statement.missing_ok:
            out.unknown = f"{statement.relation.relname} is not in the known schema"
        return
    out.lock(relation, LockMode.ACCESS_EXCLUSIVE)
    if relation.table:
        out.lock_all(out.known.owned_sequences(relation.table), LockMode.ACCESS_EXCLUSIVE)


def set_owner(statement: pb.AlterOwnerStmt, out: Outcome) -> None:
    """ALTER ... OWNER TO of what is no relation takes no lock on one."""


def alter_policy(statement: pb.AlterPolicyStmt, out: Outcome) -> None:
    """ALTER POLICY."""
    out.lock(out.known.named(statement.table), LockMode.ACCESS_EXCLUSIVE)


def comment(statement: pb.CommentStmt, out: Outcome) -> None:
    """COMMENT ON a relation, one of its columns, or what hangs on it."""
    known, kind = out.known, statement.objtype
    parts = strings(statement.object.list.items)
    if kind in _RELATIONS:
        relation = known.named_parts(parts, kind_of(kind))
    elif kind in {pb.OBJECT_TRIGGER, pb.OBJECT_POLICY, pb.OBJECT_RULE, pb.OBJECT_TABCONSTRAINT}:
        out.lock(known.named_parts(parts[:-1]), LockMode.ACCESS_SHARE)
        return
    elif kind == pb.OBJECT_COLUMN:
        relation = known.named_parts(parts[:-1])
    else:
        return
    if relation and relation.kind == "composite type":
        return
    out.lock(relation, LockMode.SHARE_UPDATE_EXCLUSIVE)


HANDLERS = {
    "rename_stmt": rename,
    "alter_object_schema_stmt": set_schema,
    "alter_owner_stmt": set_owner,
    "alter_policy_stmt": alter_policy,
    "comment_stmt": comment,
}
