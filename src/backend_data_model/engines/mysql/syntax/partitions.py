"""PARTITION BY and partition definitions.  Grammar: MySQL 8.4 Reference Manual, 15.1.20, chapter 26."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.syntax.expressions import ExpressionReader, parenthesized
from backend_data_model.engines.mysql.syntax.nodes import Expression, Partitioning

if TYPE_CHECKING:
    from backend_data_model.engines.mysql.syntax.cursor import Cursor

_OPTIONS = ("COMMENT", "ENGINE", "MAX_ROWS", "MIN_ROWS", "TABLESPACE", "NODEGROUP")


def partitioning(cursor: Cursor) -> Partitioning:
    """`PARTITION BY ...` with its partitions."""
    start = cursor.expect("PARTITION", "BY")
    result = Partitioning("", "", start.start)
    _method(cursor, result)
    if cursor.accept("PARTITIONS"):
        cursor.number()
    if cursor.accept("SUBPARTITION", "BY"):
        inner = Partitioning("", "", start.start)
        _method(cursor, inner)
        result.subpartition_columns = inner.columns
        if cursor.accept("SUBPARTITIONS"):
            cursor.number()
    if cursor.at("("):
        partition_list(cursor)
    result.text = cursor.text_since(start)
    return result


def _method(cursor: Cursor, result: Partitioning) -> None:
    linear = cursor.accept("LINEAR")
    word = cursor.expect_any("HASH", "KEY") if linear else cursor.expect_any("HASH", "KEY", "RANGE", "LIST")
    result.method = word.lower()
    if word == "KEY":
        if cursor.accept("ALGORITHM"):
            cursor.expect("=")
            cursor.number()
        if cursor.at("(", ")"):
            cursor.index += 2
        else:
            result.columns = cursor.names_in_parentheses()
    elif word in {"RANGE", "LIST"} and cursor.accept("COLUMNS"):
        result.columns = cursor.names_in_parentheses()
    else:
        result.expression = parenthesized(cursor)
        result.columns = list(dict.fromkeys(reference.name for reference in result.expression.columns))


def partition_list(cursor: Cursor) -> None:
    """`(PARTITION p VALUES ..., ...)`."""
    cursor.expect("(")
    _partition(cursor)
    while cursor.accept(","):
        _partition(cursor)
    cursor.expect(")")


def _partition(cursor: Cursor) -> None:
    cursor.expect("PARTITION")
    cursor.identifier("a partition name")
    if cursor.accept("VALUES"):
        if cursor.accept("LESS", "THAN"):
            if not cursor.accept("MAXVALUE"):
                _values(cursor)
        else:
            cursor.expect("IN")
            _values(cursor)
    _options(cursor)
    if cursor.accept("("):
        while True:
            cursor.expect("SUBPARTITION")
            cursor.identifier("a subpartition name")
            _options(cursor)
            if not cursor.accept(","):
                break
        cursor.expect(")")


def _values(cursor: Cursor) -> None:
    cursor.expect("(")
    while True:
        if cursor.at("("):
            _values(cursor)
        elif not cursor.accept("MAXVALUE"):
            ExpressionReader(cursor, Expression("", cursor.token.start)).any()
        if not cursor.accept(","):
            break
    cursor.expect(")")


def _options(cursor: Cursor) -> None:
    while True:
        if cursor.accept("STORAGE", "ENGINE"):
            pass
        elif cursor.at_any("DATA", "INDEX") and cursor.peek().upper == "DIRECTORY":
            cursor.index += 2
        elif not cursor.accept_any(*_OPTIONS):
            return
        cursor.accept("=")
        if cursor.take().kind not in {"word", "string", "double", "quoted", "number"}:
            raise cursor.problem("expected the value of the option", cursor.tokens[cursor.index - 1])
