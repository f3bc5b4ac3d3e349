"""The SQL statements inside a DO block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import postgast

if TYPE_CHECKING:
    from collections.abc import Iterator


def block_statements(sql: str) -> tuple[list[postgast.ParseResult], list[str]]:
    """The parsed statements of a DO block in order, and what in it cannot be known without running it."""
    try:
        tree = postgast.parse_plpgsql(sql)
    except (postgast.PgQueryError, ValueError) as error:
        return [], [f"the DO block cannot be parsed: {error}"]
    statements, unknown = [], []
    for text, dynamic in _texts(tree):
        try:
            parsed = postgast.parse(_literal(text) if dynamic else text)
        except (postgast.PgQueryError, ValueError):
            unknown.append(
                "the DO block runs SQL that it puts together (EXECUTE)" if dynamic else f"in the DO block: {text}"
            )
        else:
            statements.append(parsed)
    return statements, unknown


def _texts(tree: Any) -> Iterator[tuple[str, bool]]:
    """The text of each statement below `tree` and whether it is an expression that EXECUTE runs."""
    if isinstance(tree, list):
        for item in tree:
            yield from _texts(item)
    elif isinstance(tree, dict):
        for key, value in tree.items():
            if key == "PLpgSQL_stmt_execsql":
                yield value["sqlstmt"]["PLpgSQL_expr"]["query"], False
            elif key == "PLpgSQL_stmt_dynexecute":
                yield value["query"]["PLpgSQL_expr"]["query"], True
            else:
                yield from _texts(value)


def _literal(text: str) -> str:
    """The value of an expression that is one string literal; ValueError for every other expression."""
    tree = postgast.parse(f"SELECT {text}").stmts[0].stmt.select_stmt.target_list[0].res_target.val
    if tree.WhichOneof("node") != "a_const" or not tree.a_const.HasField("sval"):
        raise ValueError(text)
    return str(tree.a_const.sval.sval)
