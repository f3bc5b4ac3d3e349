"""DROP of everything, with what CASCADE takes along (performMultipleDeletions, src/backend/catalog/dependency.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.read_text import strings
from backend_data_model.migrations.locks import LockMode
from backend_data_model.migrations.postgresql.predict.alter.dropped import lose_column
from backend_data_model.migrations.postgresql.predict.alter.keys import is_inherited, other_side
from backend_data_model.migrations.postgresql.predict.kinds import kind_of
from backend_data_model.migrations.postgresql.predict.relations import Relation, index_columns

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.predict.outcome import Outcome
    from backend_data_model.model.schema import Table

_EXCLUSIVE = LockMode.ACCESS_EXCLUSIVE
_ON_TABLE = frozenset({pb.OBJECT_TRIGGER, pb.OBJECT_POLICY, pb.OBJECT_RULE})
_RELATIONS = frozenset(
    {pb.OBJECT_TABLE, pb.OBJECT_VIEW, pb.OBJECT_MATVIEW, pb.OBJECT_INDEX, pb.OBJECT_SEQUENCE, pb.OBJECT_FOREIGN_TABLE}
)
_TYPES = frozenset({pb.OBJECT_TYPE, pb.OBJECT_DOMAIN})
_ROUTINES = frozenset({pb.OBJECT_FUNCTION, pb.OBJECT_PROCEDURE, pb.OBJECT_ROUTINE})


def drop(statement: pb.DropStmt, out: Outcome) -> None:
    """DROP of the objects of one kind."""
    kind = statement.remove_type
    cascade = statement.behavior == pb.DROP_CASCADE
    if kind == pb.OBJECT_INDEX and statement.concurrent:
        out.transactional = False
    for node in statement.objects:
        parts = _parts(node)
        if kind in _RELATIONS:
            _relation(statement, parts, out, cascade=cascade)
        elif kind in _ON_TABLE:
            relation = out.known.named_parts(parts[:-1])
            out.lock(relation, _EXCLUSIVE)
            if kind == pb.OBJECT_TRIGGER and relation and relation.table:
                for below in out.known.below(relation.table) if relation.table.partition_by else ():
                    out.lock_table(below, _EXCLUSIVE)
        elif kind in _TYPES:
            _type(parts, out)
        elif kind == pb.OBJECT_SCHEMA:
            if cascade:
                drop_namespace(parts[0], out)
        elif kind in _ROUTINES:
            if cascade:
                _triggers_of(parts[-1], out)
        elif kind == pb.OBJECT_STATISTIC_EXT:
            _statistics(parts, out)


def _parts(node: pb.Node) -> list[str]:
    kind = node.WhichOneof("node")
    if kind == "list":
        return strings(node.list.items)
    if kind == "type_name":
        return strings(node.type_name.names)
    if kind == "object_with_args":
        return strings(node.object_with_args.objname)
    return [node.string.sval]


def _relation(statement: pb.DropStmt, parts: list[str], out: Outcome, *, cascade: bool) -> None:
    relation = out.known.named_parts(parts, kind_of(statement.remove_type))
    if relation is None:
        if not statement.missing_ok:
            out.unknown = f"{'.'.join(parts)} is not in the known schema"
        return
    if relation.kind == "index":
        drop_index(relation, out, concurrent=statement.concurrent)
    elif relation.kind == "table" and relation.table:
        drop_table(relation.table, out, cascade=cascade)
    elif relation.kind == "sequence":
        out.lock(relation, _EXCLUSIVE)
        if cascade:
            _defaults_of(relation, out)
    else:
        drop_view(relation, out)
    if relation.table and out.known.is_assumed(relation.table):
        out.because("what hangs on it is not known")


def drop_table(table: Table, out: Outcome, *, cascade: bool) -> None:
    """A table with its indexes, owned sequences and partitions, and both sides of its foreign keys."""
    known = out.known
    out.lock_table(table, _EXCLUSIVE)
    out.lock_table(known.parent(table), _EXCLUSIVE)
    parent = known.parent(table)
    rest = known.default_partition(parent) if parent else None
    out.lock_table(rest, _EXCLUSIVE)
    out.lock_all(known.indexes(table), _EXCLUSIVE)
    out.lock_all(known.owned_sequences(table), _EXCLUSIVE)
    for key in table.foreign_keys:
        # The triggers on the other side belong to the key of the partitioned table.
        if not is_inherited(key, table, known):
            other_side(key, out, _EXCLUSIVE)
    for other, _ in known.references_to(table):
        out.lock_table(other, _EXCLUSIVE)
    for child in known.below(table) if table.partition_by or cascade else ():
        drop_table(child, out, cascade=cascade)
    if cascade:
        for view in known.views_on(known.of_table(table)):
            drop_view(view, out)


def drop_view(relation: Relation, out: Outcome) -> None:
    """A view, or a materialized view with its indexes."""
    out.lock(relation, _EXCLUSIVE)
    out.lock_all(out.known.indexes(relation.view), _EXCLUSIVE)
    for view in out.known.views_on(relation):
        out.lock(view, _EXCLUSIVE)
        out.lock_all(out.known.indexes(view.view), _EXCLUSIVE)


def drop_index(relation: Relation, out: Outcome, *, concurrent: bool) -> None:
    """An index under ACCESS EXCLUSIVE on its table; CONCURRENTLY locks only the index, at the end."""
    known = out.known
    out.lock(relation, _EXCLUSIVE)
    owner = relation.owner
    if relation.table:
        out.lock_table(relation.table, LockMode.SHARE_UPDATE_EXCLUSIVE if concurrent else _EXCLUSIVE)
    elif relation.view:
        out.lock(known.of_view(relation.view), LockMode.SHARE_UPDATE_EXCLUSIVE if concurrent else _EXCLUSIVE)
    if relation.table is None or owner is None or not relation.is_partitioned or relation.index is None:
        return
    for part in known.below(relation.table):
        out.lock_table(part, _EXCLUSIVE)
        for index in known.indexes(part):
            same = index.index is not None and type(index.index) is type(relation.index)
            if same and index.index and index_columns(index.index) == index_columns(relation.index):
                out.lock(index, _EXCLUSIVE)


def drop_namespace(name: str, out: Outcome) -> None:
    """A schema with everything in it."""
    catalog, schema = out.known.catalog, None if name == "public" else name
    for table in catalog.schema.tables:
        if table.schema == schema:
            drop_table(table, out, cascade=True)
    for view in catalog.schema.views:
        if view.schema == schema:
            drop_view(out.known.of_view(view), out)
    for key in catalog.sequences:
        if key[0] == schema:
            out.lock(out.known.find(name, key[1]), _EXCLUSIVE)


def _type(parts: list[str], out: Outcome) -> None:
    """CASCADE drops the columns of a type."""
    known, catalog = out.known, out.known.catalog
    schema = parts[-2] if len(parts) > 1 else ""
    key = known.type_key(schema, parts[-1])
    for table, column in known.users_of_type(key) if key else ():
        out.lock_table(table, _EXCLUSIVE)
        lose_column(table, column, out)
    for table in catalog.schema.tables if key else ():
        if key and table.of_type == ".".join(part for part in key if part):
            drop_table(table, out, cascade=True)
    out.lock(known.find(schema, parts[-1]), _EXCLUSIVE)


def _triggers_of(function: str, out: Outcome) -> None:
    """CASCADE drops the triggers of a function."""
    for trigger in out.known.catalog.schema.triggers:
        if f"{function}(" in trigger.definition.replace('"', "").replace(" (", "("):
            out.lock(out.known.find(trigger.schema or "public", trigger.table), _EXCLUSIVE)


def _defaults_of(sequence: Relation, out: Outcome) -> None:
    """CASCADE drops the defaults that take their number from a sequence."""
    name = sequence.name.rpartition(".")[2]
    for table in out.known.catalog.schema.tables:
        if any(f"{name}'" in (column.default or "") for column in table.columns):
            out.lock_table(table, _EXCLUSIVE)


def _statistics(parts: list[str], out: Outcome) -> None:
    """DROP STATISTICS locks their table since 15."""
    catalog = out.known.catalog
    key = catalog.find_key(catalog.statistics, parts[-2] if len(parts) > 1 else "", parts[-1])
    if key:
        schema, name = catalog.statistics[key]
        out.lock(out.known.find(schema or "public", name), LockMode.SHARE_UPDATE_EXCLUSIVE)


HANDLERS = {"drop_stmt": drop}
