"""Whether a query reads a table as a whole, or finds its few rows by a key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.read_parse import messages
from backend_data_model.model.schema import Index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.postgresql.predict.known import Known
    from backend_data_model.migrations.postgresql.predict.relations import Relation


def reads_by_key(relation: Relation, statement: Any, known: Known) -> bool:
    """Whether the WHERE clause gives every column of a unique index of the relation a value.

    What a range predicate leaves is a matter of statistics, so that it counts as a read of the whole.
    """
    if relation.kind == "view":
        return False
    if not hasattr(statement, "where_clause") or not statement.HasField("where_clause"):
        return False
    given = set(_fixed(statement.where_clause))
    if not given:
        return False
    for index in known.indexes(relation.owner):
        item = index.index
        if isinstance(item, Index):
            if item.unique and not item.where and None not in item.columns and given >= set(item.columns):
                return True
        elif item is not None and given >= set(item.columns):
            return True
    return False


def stops_early(statement: pb.SelectStmt) -> bool:
    """Whether a LIMIT ends a plain query before it has read everything."""
    sorts = statement.sort_clause or statement.group_clause or statement.distinct_clause or statement.window_clause
    if not statement.HasField("limit_count") or statement.limit_count.a_const.isnull or sorts:
        return False
    calls = any(isinstance(message, pb.FuncCall) for target in statement.target_list for message in messages(target))
    return not calls and not statement.HasField("where_clause") and len(statement.from_clause) == 1


def conjuncts(node: pb.Node) -> Iterator[pb.Node]:
    """The parts of a condition that all must hold."""
    if node.HasField("bool_expr") and node.bool_expr.boolop == pb.AND_EXPR:
        for argument in node.bool_expr.args:
            yield from conjuncts(argument)
    else:
        yield node


def _fixed(where: pb.Node) -> Iterator[str]:
    """The columns that are equal to something that is no column."""
    for part in conjuncts(where):
        expression = part.a_expr
        if not part.HasField("a_expr") or not expression.name or expression.name[0].string.sval != "=":
            continue
        sides = (expression.lexpr, expression.rexpr)
        if expression.kind == pb.AEXPR_IN:
            sides = (expression.lexpr, pb.Node())
        for side, other in (sides, sides[::-1]):
            if side.HasField("column_ref") and not other.HasField("column_ref"):
                yield side.column_ref.fields[-1].string.sval
