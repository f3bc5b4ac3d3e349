"""PostgreSQL statements to accesses: parse, merge calls of one shape, resolve names, order the joins."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import postgast
from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.read_parse import UnreadableError, messages
from backend_data_model.indexing.join_order import accesses_of
from backend_data_model.indexing.statements.postgresql.blocks import Statement
from backend_data_model.indexing.statements.postgresql.placeholders import parse_query
from backend_data_model.indexing.statements.shapes import Query

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backend_data_model.indexing.predicates import Access
    from backend_data_model.indexing.statements.files import QueryStatement
    from backend_data_model.model.schema import Schema


# Above what a driver numbers, so that no two parameters are taken for one.
_FIRST_VARYING = 10_000


@dataclass(slots=True)
class Reading:
    """What a workload asks; `unread` has the name, the line and the reason of each statement that could not be read.

    `notes` are of single queries: tables that the schema does not have, conditions that no index serves.
    """

    queries: list[Query] = field(default_factory=list)
    accesses: list[Access] = field(default_factory=list)
    unread: list[tuple[str, int, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


def read_workload(statements: Sequence[QueryStatement], schema: Schema) -> Reading:
    """The accesses of all statements, calls of one shape together."""
    reading = Reading()
    shapes: dict[str, tuple[Query, list[postgast.ParseResult]]] = {}
    for statement in statements:
        try:
            tree = parse_query(statement.sql)
        except UnreadableError as error:
            reading.unread.append((statement.name, statement.line, str(error)))
            continue
        query, trees = shapes.setdefault(_shape(tree), (Query(statement.name), []))
        query.statements.append(statement)
        if statement.name not in query.names:
            query.names.append(statement.name)
        trees.append(tree)
    for query, trees in shapes.values():
        _mark_varying(trees)
        read = Statement(schema)
        if not read.read(trees[0].stmts[0].stmt):
            first = query.statements[0]
            reading.unread.append((query.name, first.line, "it is no SELECT, INSERT ... SELECT, UPDATE or DELETE"))
            continue
        reading.queries.append(query)
        reading.notes += [(query.name, f"the schema has no table {name}") for name in dict.fromkeys(read.unknown)]
        for block in read.blocks:
            reading.notes += [(query.name, text) for relation in block.relations for text in relation.unused]
        reading.accesses += accesses_of(query.name, read.blocks, read.edges)
    return reading


def _shape(tree: postgast.ParseResult) -> str:
    """The statement with its literals left out: calls of one query have the same."""
    return postgast.normalize(postgast.deparse(tree))


def _constants(tree: postgast.ParseResult) -> Iterator[pb.Node]:
    for message in messages(tree):
        for _, value in message.ListFields():
            for node in value if hasattr(value, "__len__") and not isinstance(value, (str, bytes)) else (value,):
                if isinstance(node, pb.Node) and node.WhichOneof("node") == "a_const":
                    yield node


def _mark_varying(trees: Sequence[postgast.ParseResult]) -> None:
    """In the first tree, turn the literals that another call has otherwise into parameters."""
    if len(trees) < 2:
        return
    columns = [list(_constants(tree)) for tree in trees]
    if len({len(found) for found in columns}) > 1:
        return
    for number, nodes in enumerate(zip(*columns, strict=True)):
        values = {_value(node) for node in nodes}
        if len(values) > 1:
            nodes[0].param_ref.number = _FIRST_VARYING + number


def _value(node: pb.Node) -> bytes:
    plain = pb.A_Const()
    plain.CopyFrom(node.a_const)
    plain.ClearField("location")
    return bytes(plain.SerializeToString(deterministic=True))
