"""ORDER BY and DISTINCT ON as sort keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

from backend_data_model.indexing.predicates import Nearest, SortKey
from backend_data_model.indexing.statements.postgresql.terms import names, side, term_of

if TYPE_CHECKING:
    from backend_data_model.indexing.statements.relations import Block, Relation, Scope
    from backend_data_model.model.schema import Schema

_DISTANCES = frozenset({"<->", "<#>", "<=>", "<+>", "<->>", "<<->"})


def read_order(select: pb.SelectStmt, block: Block, scope: Scope, schema: Schema) -> None:
    """Take in what order the rows of a block are wanted; a key that no index can have ends the list as None."""
    for node in select.sort_clause:
        by = node.sort_by
        value = _meant(by.node, select, scope)
        if value.WhichOneof("node") == "a_expr" and value.a_expr.name[-1].string.sval in _DISTANCES:
            _nearest(value, block, scope, schema)
            return
        one = side(value, scope)
        term = term_of(one, schema, scope)
        descending = by.sortby_dir == pb.SORTBY_DESC
        first = by.sortby_nulls == pb.SORTBY_NULLS_FIRST or (descending and by.sortby_nulls != pb.SORTBY_NULLS_LAST)
        if term is None and one.constant:
            continue
        if not one.firm:
            term = None
        relation: Relation | None = one.relations[0] if term is not None else None
        if term is None:
            from backend_data_model.indexing.predicates import Term

            term = Term("", None, (), immutable=False)
        block.sort.append((relation, SortKey(term, descending, first)))
    if not select.sort_clause:
        for node in select.distinct_clause:
            if node.WhichOneof("node"):
                one = side(node, scope)
                term = term_of(one, schema, scope)
                if term is not None:
                    block.sort.append((one.relations[0], SortKey(term)))


def _nearest(value: pb.Node, block: Block, scope: Scope, schema: Schema) -> None:
    left, right = side(value.a_expr.lexpr, scope), side(value.a_expr.rexpr, scope)
    one = right if left.constant else left
    term = term_of(one, schema, scope)
    if term is not None and (left.constant or right.constant):
        block.nearest = (one.relations[0], Nearest(term, value.a_expr.name[-1].string.sval))


def _meant(node: pb.Node, select: pb.SelectStmt, scope: Scope) -> pb.Node:
    """What an ORDER BY item stands for: the number or the alias of an output column, or an expression."""
    if node.WhichOneof("node") == "a_const":
        number = node.a_const.ival.ival
        if 0 < number <= len(select.target_list):
            return select.target_list[number - 1].res_target.val
    if node.WhichOneof("node") == "column_ref":
        fields = names(node.column_ref)
        if len(fields) == 1:
            for item in select.target_list:
                if item.res_target.name == fields[0]:
                    return item.res_target.val
    return node
