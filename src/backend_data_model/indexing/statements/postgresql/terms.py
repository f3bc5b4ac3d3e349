"""Expressions of a query as terms of one table: what an index could have as its key."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.quote_name import quote_name
from backend_data_model.engines.postgresql.read_parse import messages
from backend_data_model.engines.postgresql.read_text import expression
from backend_data_model.indexing.predicates import Term
from backend_data_model.indexing.statements.postgresql.volatility import is_immutable
from backend_data_model.indexing.statements.relations import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.indexing.statements.relations import Relation, Scope
    from backend_data_model.model.schema import Schema


@dataclass(slots=True)
class Side:
    """One side of a comparison.  `relations` are those whose columns it has; `opaque`: something in it is computed."""

    node: pb.Node
    relations: list[Relation] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    opaque: bool = False
    firm: bool = True

    @property
    def constant(self) -> bool:
        """Whether it is the same for every row."""
        return not self.relations and not self.opaque


def side(node: pb.Node, scope: Scope) -> Side:
    """What a sub-expression depends on; every column in it counts as read."""
    found = Side(node)
    for message in outside_queries(node):
        if isinstance(message, pb.SubLink):
            found.opaque = found.opaque or message.location not in scope.independent
        if not isinstance(message, pb.ColumnRef):
            continue
        place = scope.column(names(message))
        if not isinstance(place, Place):
            found.opaque = True
            continue
        place.relation.outputs.add(place.column)
        if place.relation not in found.relations:
            found.relations.append(place.relation)
        found.columns.append(place.column)
        found.firm = found.firm and place.firm
    return found


def outside_queries(node: pb.Node) -> Iterator[Any]:
    """Every message of an expression; sub-queries are given, and what is in them is not."""
    left = [node]
    while left:
        message = left.pop()
        if not isinstance(message, pb.Node):
            yield message
        if isinstance(message, pb.SubLink):
            continue
        for descriptor, value in message.ListFields():
            if descriptor.message_type is not None:
                left.extend((value,) if hasattr(value, "ListFields") else value)


def term_of(one: Side, schema: Schema, scope: Scope) -> Term | None:
    """The term that a side is, when it is made of columns of exactly one table."""
    if one.opaque or len(one.relations) != 1:
        return None
    table = one.relations[0].table
    if one.node.WhichOneof("node") == "column_ref":
        place = scope.column(names(one.node.column_ref))
        assert isinstance(place, Place)
        return Term(quote_name(place.column), place.column, (place.column,))
    text = plain_text(one.node, scope)
    if any(isinstance(message, (pb.ParamRef, pb.SubLink)) for message in messages(one.node)):
        return None
    immutable = is_immutable(one.node, table, schema)
    return Term(text, None, tuple(dict.fromkeys(one.columns)), immutable)


def plain_text(node: pb.Node, scope: Scope | None = None) -> str:
    """The canonical text of an expression without the names of tables before its columns."""
    bare = deepcopy(node)
    for message in messages(bare):
        if isinstance(message, pb.ColumnRef):
            place = scope.column(names(message)) if scope is not None else None
            name = place.column if isinstance(place, Place) else names(message)[-1]
            del message.fields[:]
            message.fields.add().string.sval = name
    return expression(bare)


def names(reference: pb.ColumnRef) -> list[str]:
    """The parts of a column's name."""
    return [part.string.sval for part in reference.fields if part.WhichOneof("node") == "string"]


def literals(node: pb.Node) -> tuple[str, ...]:
    """The literals that a constant side is, as SQL; empty where it has a parameter or must be computed."""
    kind = node.WhichOneof("node")
    if kind == "a_const":
        return (expression(node),)
    if kind == "type_cast":
        return (expression(node),) if node.type_cast.arg.WhichOneof("node") == "a_const" else ()
    elements: Any = ()
    if kind == "list":
        elements = node.list.items
    elif kind == "a_array_expr":
        elements = node.a_array_expr.elements
    found = [literals(element) for element in elements]
    return tuple(text for one in found for text in one) if all(found) else ()


def unwrapped(node: pb.Node) -> pb.Node:
    """A constant without its cast: `'x'::text` is 'x'."""
    while node.WhichOneof("node") == "type_cast":
        node = node.type_cast.arg
    return node
