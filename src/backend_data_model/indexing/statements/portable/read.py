"""Statements of MySQL, MariaDB and SQLite to accesses: calls of one shape merged, joins put in order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import sqlglot
from sqlglot import exp

from backend_data_model.indexing.join_order import accesses_of
from backend_data_model.indexing.statements.portable.blocks import Statement
from backend_data_model.indexing.statements.postgresql.read import Reading
from backend_data_model.indexing.statements.shapes import Query

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.indexing.statements.files import QueryStatement
    from backend_data_model.model.schema import Engine, Schema

_SKIPPED = r"'(?:[^'\\]|''|\\.)*'|\"(?:[^\"\\]|\\.)*\"|`[^`]*`"
_MARKS = re.compile(rf"(?P<skip>{_SKIPPED})|(?<![\w:])(?:\$\d+|:[A-Za-z_]\w*|%\(\w+\)s|%s|@p\d+|\?\d+)", re.DOTALL)
_ANY_LIST = re.compile(r"\(\s*\.\.\.\s*\)")
# MySQL passes these to the parser as comments that are code.
_VERSIONED = re.compile(r"/\*[!+].*?\*/", re.DOTALL)


def read_workload(statements: Sequence[QueryStatement], schema: Schema) -> Reading:
    """The accesses of all statements, calls of one shape together.

    sqlglot reads more than the engine does: a statement that is read here need not be valid there.
    """
    reading = Reading()
    shapes: dict[str, tuple[Query, list[exp.Expr]]] = {}
    for statement in statements:
        try:
            tree = sqlglot.parse_one(with_marks(statement.sql), dialect=schema.engine)
        except (sqlglot.ParseError, sqlglot.TokenError) as error:
            reading.unread.append((statement.name, statement.line, str(error).split("\n", 1)[0]))
            continue
        query, trees = shapes.setdefault(_shape(tree, schema.engine), (Query(statement.name), []))
        query.statements.append(statement)
        if statement.name not in query.names:
            query.names.append(statement.name)
        trees.append(tree)
    for query, trees in shapes.values():
        _mark_varying(trees)
        read = Statement(schema)
        if not read.read(trees[0]):
            first = query.statements[0]
            reading.unread.append((query.name, first.line, "it is no SELECT, INSERT ... SELECT, UPDATE or DELETE"))
            continue
        reading.queries.append(query)
        reading.notes += [(query.name, f"the schema has no table {name}") for name in dict.fromkeys(read.unknown)]
        for block in read.blocks:
            reading.notes += [(query.name, text) for relation in block.relations for text in relation.unused]
        reading.accesses += accesses_of(query.name, read.blocks, read.edges)
    return reading


def with_marks(sql: str) -> str:
    """Parameters as `?`, and `IN (...)` of digests as a list of one."""
    sql = _VERSIONED.sub(" ", _ANY_LIST.sub("(?)", sql))
    return _MARKS.sub(lambda match: match[0] if match["skip"] is not None else "?", sql)


def _literals(tree: exp.Expr) -> list[exp.Expr]:
    return [node for node in tree.walk() if isinstance(node, exp.Literal)]


def _shape(tree: exp.Expr, engine: Engine) -> str:
    bare = tree.copy()
    for node in _literals(bare):
        node.replace(exp.Placeholder())
    return bare.sql(dialect=engine, comments=False)


def _mark_varying(trees: Sequence[exp.Expr]) -> None:
    """In the first tree, turn the literals that another call has otherwise into parameters."""
    if len(trees) < 2:
        return
    columns = [_literals(tree) for tree in trees]
    if len({len(found) for found in columns}) > 1:
        return
    for nodes in zip(*columns, strict=True):
        if len({node.this for node in nodes}) > 1:
            nodes[0].replace(exp.Placeholder())
