"""Tables made by CREATE TABLE AS and SELECT INTO, with the columns that are copies of known ones."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.read_parse import messages
from backend_data_model.model.schema import Column, Table

if TYPE_CHECKING:
    from backend_data_model.engines.postgresql.read_catalog import Catalog
    from backend_data_model.engines.postgresql.read_text import Source


def keep_query_table(relation: pb.RangeVar, query: pb.Node, catalog: Catalog, source: Source) -> None:
    """Take the table in; a column whose type the query alone decides has the type `unknown`."""
    temporary = relation.relpersistence == "t"
    schema, name = (
        ("pg_temp", relation.relname) if temporary else catalog.key_for_new(relation.schemaname, relation.relname)
    )
    if (schema, name) in catalog.tables:
        return
    position = source.position(0)
    table = Table(name, schema, temporary=temporary, position=position)
    read = [
        catalog.table(m) for item in query.select_stmt.from_clause for m in messages(item) if isinstance(m, pb.RangeVar)
    ]
    known = [column for original in read if original for column in original.columns]
    for node in query.select_stmt.target_list:
        target = node.res_target
        fields = target.val.column_ref.fields
        if fields and fields[-1].HasField("a_star"):
            copies = known
        else:
            written = fields[-1].string.sval if fields else ""
            found = [column for column in known if column.name == written][:1]
            copies = [deepcopy(found[0])] if found else [Column(target.name or written, "unknown")]
            copies[0].name = target.name or copies[0].name
        for copy in copies:
            if copy.name and table.column(copy.name) is None:
                table.columns.append(Column(copy.name, copy.type, collation=copy.collation, position=position))
    catalog.add_table(table)
