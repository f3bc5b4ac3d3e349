"""CREATE TABLE in all its forms, CREATE TABLE AS, views and materialized views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

from backend_data_model.migrations.locks import LockMode
from backend_data_model.migrations.postgresql.predict.alter.keys import depend_on_key, other_side, refer
from backend_data_model.migrations.postgresql.predict.alter.partitions import check_default_partition
from backend_data_model.migrations.postgresql.predict.queries import Query
from backend_data_model.migrations.postgresql.predict.volatility import depend_on_sequences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.postgresql.predict.outcome import Outcome
    from backend_data_model.migrations.postgresql.predict.relations import Relation


def create_table(statement: pb.CreateStmt, out: Outcome) -> None:
    """A new table blocks nobody but the parents of its foreign keys and of its partition."""
    known = out.known
    written = statement.relation
    if statement.if_not_exists and written.relpersistence != "t" and known.find(written.schemaname, written.relname):
        return
    for node in statement.inh_relations:
        parent = known.named(node.range_var)
        if parent is None or parent.table is None:
            continue
        if not statement.HasField("partbound"):
            out.lock(parent, LockMode.SHARE_UPDATE_EXCLUSIVE)
            continue
        out.lock(parent, LockMode.ACCESS_EXCLUSIVE)
        out.lock_all(known.indexes(parent.table), LockMode.SHARE_UPDATE_EXCLUSIVE)
        check_default_partition(parent.table, statement.partbound, out)
        for key in parent.table.foreign_keys:
            other_side(key, out, LockMode.SHARE_ROW_EXCLUSIVE)
            other = known.target(key)
            if other:
                depend_on_key(other, key.ref_columns, out)
    for constraint in _constraints(statement):
        if constraint.contype == pb.CONSTR_DEFAULT:
            depend_on_sequences(constraint.raw_expr, out)
        if constraint.contype == pb.CONSTR_FOREIGN:
            target = known.named(constraint.pktable)
            if target:
                refer(constraint, target, out, [], checked=False)
    for node in statement.table_elts:
        if node.HasField("table_like_clause"):
            out.lock(known.named(node.table_like_clause.relation), LockMode.ACCESS_SHARE)


def _constraints(statement: pb.CreateStmt) -> Iterator[pb.Constraint]:
    for node in statement.table_elts:
        if node.HasField("constraint"):
            yield node.constraint
        elif node.HasField("column_def"):
            yield from (inner.constraint for inner in node.column_def.constraints)
    yield from (node.constraint for node in statement.constraints)


def create_table_as(statement: pb.CreateTableAsStmt, out: Outcome) -> None:
    """CREATE TABLE AS and CREATE MATERIALIZED VIEW read what the query names; WITH NO DATA only analyses it."""
    if statement.if_not_exists and out.known.find(statement.into.rel.schemaname, statement.into.rel.relname):
        return
    query = statement.query
    if query.HasField("execute_stmt"):
        query = out.known.prepared.get(query.execute_stmt.name, pb.Node())
    Query(out, planned=not statement.into.skip_data).visit(query)


def create_view(statement: pb.ViewStmt, out: Outcome) -> None:
    """CREATE VIEW looks at what its query names; OR REPLACE locks the view."""
    Query(out, planned=False).visit(statement.query)
    depend_on_sequences(statement.query, out)
    old = out.known.find(statement.view.schemaname, statement.view.relname)
    if old:
        out.lock(old, LockMode.ACCESS_EXCLUSIVE)


def refresh(statement: pb.RefreshMatViewStmt, out: Outcome) -> None:
    """REFRESH writes the view anew under ACCESS EXCLUSIVE; CONCURRENTLY lets readers in."""
    relation = out.known.named(statement.relation, "materialized view")
    if relation and relation.kind == "materialized view" and relation.view is None:
        _refresh_assumed(relation, statement, out)
        return
    if relation is None or relation.view is None:
        out.unknown = f"{statement.relation.relname} is not in the known schema"
        return
    for raw in out.known.body(relation.view).stmts if not statement.skip_data else ():
        Query(out).visit(raw.stmt)
    if statement.concurrent:
        out.lock(relation, LockMode.EXCLUSIVE)
        out.lock_all(out.known.indexes(relation.view), LockMode.ROW_EXCLUSIVE)
        out.scan(relation)
        return
    out.lock(relation, LockMode.ACCESS_EXCLUSIVE)
    out.copy_storage(relation)
    indexes = out.known.indexes(relation.view)
    out.lock_all(indexes, LockMode.ACCESS_EXCLUSIVE)
    for index in indexes if not statement.skip_data else ():
        out.build(relation, index.name)


def _refresh_assumed(relation: Relation, statement: pb.RefreshMatViewStmt, out: Outcome) -> None:
    if statement.concurrent:
        out.lock(relation, LockMode.EXCLUSIVE)
        out.scan(relation)
    else:
        out.lock(relation, LockMode.ACCESS_EXCLUSIVE)
        out.copy_storage(relation)


def create_schema(statement: pb.CreateSchemaStmt, out: Outcome) -> None:
    """The tables and views that are made with a schema."""
    for element in statement.schema_elts:
        if element.HasField("create_stmt"):
            create_table(element.create_stmt, out)
        elif element.HasField("view_stmt"):
            create_view(element.view_stmt, out)


HANDLERS = {
    "create_stmt": create_table,
    "create_table_as_stmt": create_table_as,
    "view_stmt": create_view,
    "refresh_mat_view_stmt": refresh,
    "create_schema_stmt": create_schema,
}
