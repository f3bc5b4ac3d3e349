"""CREATE INDEX and the keys of indexes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.read_text import expression, strings
from backend_data_model.model.schema import Index, IndexKey

if TYPE_CHECKING:
    from backend_data_model.engines.postgresql.read_catalog import Catalog
    from backend_data_model.engines.postgresql.read_text import Source


def index_key(element: pb.IndexElem) -> IndexKey:
    """One key; `nulls` is None where it is the default of its direction (ASC: last, DESC: first)."""
    descending = element.ordering == pb.SORTBY_DESC
    key = IndexKey(descending=descending)
    if element.name:
        key.column = element.name
    else:
        key.expression = expression(element.expr)
    if element.nulls_ordering == pb.SORTBY_NULLS_FIRST and not descending:
        key.nulls = "first"
    elif element.nulls_ordering == pb.SORTBY_NULLS_LAST and descending:
        key.nulls = "last"
    if element.opclass:
        key.opclass = strings(element.opclass)[-1]
    return key


def create_index(statement: pb.IndexStmt, catalog: Catalog, source: Source) -> None:
    """Take an index in; partitions get it too, unless it was made ON ONLY their parent."""
    relation = statement.relation
    table = catalog.table(relation)
    if table is None:
        view = catalog.find(catalog.views, relation.schemaname, relation.relname)
        if view is None:
            catalog.not_taken.append(f"table {relation.relname} is not known")
        elif not (statement.if_not_exists and any(index.name == statement.idxname for index in view.indexes)):
            view.indexes.append(_index(statement, source))
        return
    name = statement.idxname or None
    if name and statement.if_not_exists and any(index.name == name for index in table.indexes):
        return
    index = _index(statement, source)
    table.indexes.append(index)
    if name:
        catalog.index_tables[(table.schema, name)] = table
    if relation.inh:
        for child in catalog.children_of(table):
            catalog.give_index(child, index)


def _index(statement: pb.IndexStmt, source: Source) -> Index:
    return Index(
        keys=[index_key(node.index_elem) for node in statement.index_params],
        name=statement.idxname or None,
        unique=statement.unique,
        method=statement.access_method or "btree",
        where=expression(statement.where_clause) if statement.HasField("where_clause") else None,
        include=[node.index_elem.name for node in statement.index_including_params],
        position=source.position(0),
    )
