"""The statements inside a DO block, or of a procedure that the file itself has made and calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.source import Piece
from backend_data_model.migrations.lint.statements import ParsedStatement, parse_piece

if TYPE_CHECKING:
    from collections.abc import Mapping

BLOCKS = frozenset({"do_stmt", "call_stmt"})


def inner_statements(
    outer: ParsedStatement, path: str, routines: Mapping[str, str]
) -> tuple[list[ParsedStatement], bool]:
    """What is written in the body, branches taken and loops once, and whether the body commits.

    Each stands where its text stands in the block, or else where the block begins.  `routines` are the CREATE
    statements by full name; bodies in other languages, and those that cannot be parsed, give nothing.
    """
    import postgast

    from backend_data_model.migrations.postgresql.predict.plpgsql import read_body

    sql: str | None = outer.sql
    if outer.kind == "call_stmt":
        name = [node.string.sval for node in outer.body.funccall.funcname]
        sql = routines.get(f"{name[-2] if len(name) > 1 else path}.{name[-1]}")
    if sql is None:
        return [], False
    try:
        body = read_body(sql)
    except (postgast.PgQueryError, ValueError, KeyError):
        return [], False
    found: list[ParsedStatement] = []
    start = outer.offset
    for text in body.statements:
        at = outer.piece.text.find(text, start, outer.end)
        start = at + len(text) if at >= 0 else start
        position = outer.piece.position(max(at, outer.offset), None)
        literal = outer.piece.literal and at >= 0
        piece = Piece(text, position.line, position.column, literal)
        found += [item for item in parse_piece(outer.migration, piece) if isinstance(item, ParsedStatement)]
    return found, body.commits


def routine_name(body: Any, path: str) -> str:
    """The full name of what a CREATE FUNCTION or PROCEDURE makes."""
    name = [node.string.sval for node in body.funcname]
    return f"{name[-2] if len(name) > 1 else path}.{name[-1]}"
