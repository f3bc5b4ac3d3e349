"""Function calls whose arguments are more than a list of expressions, and the OVER clause.

Grammar: MySQL 8.4 Reference Manual, chapter 14; windows in 14.20.3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.syntax.reserved import always_reserved

if TYPE_CHECKING:
    from backend_data_model.engines.mysql.syntax.cursor import Cursor
    from backend_data_model.engines.mysql.syntax.expressions import ExpressionReader

_INTERVAL_UNITS_TEXT = """
    MICROSECOND SECOND MINUTE HOUR DAY WEEK MONTH QUARTER YEAR SECOND_MICROSECOND MINUTE_MICROSECOND MINUTE_SECOND
    HOUR_MICROSECOND HOUR_SECOND HOUR_MINUTE DAY_MICROSECOND DAY_SECOND DAY_MINUTE DAY_HOUR YEAR_MONTH
"""
INTERVAL_UNITS = frozenset(_INTERVAL_UNITS_TEXT.split())
_RESERVED_BUT_CALLED_TEXT = """
    CHAR CONVERT CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER DATABASE DEFAULT IF INSERT INTERVAL LEFT
    LOCALTIME LOCALTIMESTAMP MOD REPEAT REPLACE RIGHT SCHEMA UTC_DATE UTC_TIME UTC_TIMESTAMP VALUES BINARY
"""
_RESERVED_BUT_CALLED = frozenset(_RESERVED_BUT_CALLED_TEXT.split())
_CAST_TYPES_TEXT = """
    BINARY CHAR CHARACTER NCHAR DATE DATETIME TIME YEAR DECIMAL DEC NUMERIC SIGNED UNSIGNED JSON FLOAT DOUBLE REAL POINT
    LINESTRING POLYGON MULTIPOINT MULTILINESTRING MULTIPOLYGON GEOMETRYCOLLECTION
"""
_CAST_TYPES = frozenset(_CAST_TYPES_TEXT.split())


def may_be_called(word: str) -> bool:
    """Whether `word(` is a function call: any name but reserved words that are no functions."""
    return not always_reserved(word) or word in _RESERVED_BUT_CALLED


def interval_unit(cursor: Cursor) -> None:
    """The unit of an interval."""
    if cursor.take().upper not in INTERVAL_UNITS:
        cursor.index -= 1
        raise cursor.problem("expected a unit such as DAY")


def arguments(reader: ExpressionReader, name: str) -> None:
    """What stands between the parentheses of a call of `name`."""
    cursor = reader.cursor
    if cursor.at(")"):
        return
    match name:
        case "CAST":
            _cast(reader)
        case "CONVERT":
            reader.any()
            if cursor.accept("USING"):
                cursor.take()
            else:
                cursor.expect(",")
                cast_type(cursor)
        case "EXTRACT":
            interval_unit(cursor)
            cursor.expect("FROM")
            reader.any()
        case "TRIM":
            _trim(reader)
        case "SUBSTRING" | "SUBSTR" | "MID":
            reader.any()
            if cursor.accept("FROM"):
                reader.any()
                if cursor.accept("FOR"):
                    reader.any()
            _more(reader)
        case "TIMESTAMPADD" | "TIMESTAMPDIFF":
            cursor.accept_any(*INTERVAL_UNITS)
            _more(reader)
        case "POSITION":
            reader.arithmetic()
            cursor.expect("IN")
            reader.any()
        case "JSON_VALUE":
            _json_value(reader)
        case _:
            _general(reader)


def _general(reader: ExpressionReader) -> None:
    cursor = reader.cursor
    cursor.accept_any("DISTINCT", "ALL")
    if cursor.accept("*"):
        return
    if reader.at_query():
        reader.subquery(cursor.token.start)
        return
    reader.any()
    _more(reader)
    if cursor.accept("USING"):
        cursor.take()
    if cursor.accept("ORDER", "BY"):
        _order(reader)
    if cursor.accept("SEPARATOR"):
        cursor.string()


def _more(reader: ExpressionReader) -> None:
    while reader.cursor.accept(","):
        reader.any()


def _order(reader: ExpressionReader) -> None:
    while True:
        reader.any()
        reader.cursor.accept_any("ASC", "DESC")
        if not reader.cursor.accept(","):
            return


def _cast(reader: ExpressionReader) -> None:
    cursor = reader.cursor
    reader.any()
    if cursor.accept("AT"):
        cursor.expect("TIME", "ZONE")
        cursor.accept("INTERVAL")
        cursor.string()
    cursor.expect("AS")
    cast_type(cursor)
    if cursor.accept("ARRAY"):
        reader.found.multi_valued = True


def cast_type(cursor: Cursor) -> None:
    """The target type of CAST and CONVERT (14.10)."""
    token = cursor.token
    if token.upper not in _CAST_TYPES:
        raise cursor.problem("CAST knows no such type")
    cursor.take()
    if token.upper in {"SIGNED", "UNSIGNED"}:
        cursor.accept_any("INTEGER", "INT")
    if token.upper == "DOUBLE":
        cursor.accept("PRECISION")
    if cursor.at("("):
        cursor.skip_parentheses()
    if cursor.accept("CHARACTER", "SET") or cursor.accept("CHARSET"):
        cursor.take()
    cursor.accept_any("ASCII", "UNICODE", "BINARY")


def _trim(reader: ExpressionReader) -> None:
    cursor = reader.cursor
    if cursor.accept_any("BOTH", "LEADING", "TRAILING"):
        if not cursor.at("FROM"):
            reader.any()
        cursor.expect("FROM")
        reader.any()
        return
    reader.any()
    if cursor.accept("FROM"):
        reader.any()


def _json_value(reader: ExpressionReader) -> None:
    cursor = reader.cursor
    reader.any()
    _more(reader)
    if cursor.accept("RETURNING"):
        cast_type(cursor)
    while cursor.at_any("NULL", "ERROR", "DEFAULT"):
        if cursor.take().upper == "DEFAULT":
            reader.any()
        cursor.expect("ON")
        cursor.expect_any("EMPTY", "ERROR")


def window(reader: ExpressionReader) -> None:
    """`[FROM FIRST] [RESPECT NULLS] OVER (...)` after a call."""
    cursor = reader.cursor
    if cursor.at("RESPECT", "NULLS") or cursor.at("FROM", "FIRST"):
        cursor.index += 2
    if not cursor.accept("OVER"):
        return
    if cursor.at("("):
        window_specification(reader)
    else:
        cursor.identifier("a window")


def window_specification(reader: ExpressionReader) -> None:
    """`( [name] [PARTITION BY ...] [ORDER BY ...] [frame] )`."""
    cursor = reader.cursor
    cursor.expect("(")
    if cursor.at_name() and not cursor.at_any("ROWS"):
        cursor.identifier()
    if cursor.accept("PARTITION", "BY"):
        reader.any()
        _more(reader)
    if cursor.accept("ORDER", "BY"):
        _order(reader)
    if cursor.accept_any("ROWS", "RANGE"):
        if cursor.accept("BETWEEN"):
            _frame_bound(reader)
            cursor.expect("AND")
        _frame_bound(reader)
    cursor.expect(")")


def _frame_bound(reader: ExpressionReader) -> None:
    cursor = reader.cursor
    if cursor.accept("CURRENT"):
        cursor.expect("ROW")
        return
    if not cursor.accept("UNBOUNDED"):
        reader.arithmetic()
    cursor.expect_any("PRECEDING", "FOLLOWING")
