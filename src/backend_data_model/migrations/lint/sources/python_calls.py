"""Calls in Python migrations: constant arguments, the SQL in strings, and pieces that know their place."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.source import Migration, Piece
from backend_data_model.model.position import Position
from backend_data_model.model.schema import Unparsed

if TYPE_CHECKING:
    from collections.abc import Sequence


class NotConstantError(Exception):
    """An argument that is only known while the migration runs."""


class Call:
    """A call with its arguments by place and by name."""

    def __init__(self, node: ast.Call) -> None:
        self.node = node
        self.name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")

    def argument(self, place: int, name: str) -> ast.expr | None:
        """The argument at a place (0-based; -1 for one that has only a name), or of that name; None if not given."""
        for keyword in self.node.keywords:
            if keyword.arg == name:
                return keyword.value
        return self.node.args[place] if 0 <= place < len(self.node.args) else None

    def value(self, place: int, name: str, default: Any = None) -> Any:
        """The constant at a place or of a name.  Raises NotConstantError where it is none."""
        node = self.argument(place, name)
        return default if node is None else constant(node)

    def calls(self, start: int = 0) -> list[Call]:
        """The arguments from `start` on that are calls themselves."""
        return [Call(node) for node in self.node.args[start:] if isinstance(node, ast.Call)]


def constant(node: ast.expr) -> Any:
    """The value of a literal.  Raises NotConstantError for anything else."""
    if isinstance(node, ast.Call) and node.args:
        name = Call(node).name
        # sa.text("..."), op.f("..."), str joined of constants
        if name in {"text", "f", "dedent"}:
            return constant(node.args[0])
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        raise NotConstantError from None


def assigned(statement: ast.stmt) -> tuple[str, ast.expr | None]:
    """The name that a statement sets, and the value; an empty name where it sets none."""
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        return statement.targets[0].id, statement.value
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return statement.target.id, statement.value
    return "", None


def sql_piece(node: ast.expr, migration: Migration, *, wrapped: bool) -> None:
    """Add the SQL of a string to the migration; what is no constant is listed as unread."""
    if isinstance(node, ast.Call) and Call(node).name in {"text", "dedent", "DDL"} and node.args:
        sql_piece(node.args[0], migration, wrapped=wrapped)
        return
    try:
        value = constant(node)
    except NotConstantError:
        unread(node, migration, "the SQL is put together while the migration runs")
        return
    if isinstance(value, list | tuple):
        for item in getattr(node, "elts", ()):
            part = item.elts[0] if isinstance(item, ast.Tuple | ast.List) and item.elts else item
            sql_piece(part, migration, wrapped=wrapped)
        return
    if not isinstance(value, str) or not value.strip():
        return
    line, column, literal = _inside(node, value, migration.text)
    migration.pieces.append(Piece(value, line, column, literal, wrapped))


def _inside(node: ast.expr, value: str, text: str) -> tuple[int, int, bool]:
    """Where the string's first character stands, and whether it stands in the file as it is."""
    source = ast.get_source_segment(text, node) or ""
    start = source.find(value)
    if start < 0:
        return node.lineno, node.col_offset + 1, False
    before = source[:start]
    if "\n" not in before:
        return node.lineno, node.col_offset + start + 1, True
    return node.lineno + before.count("\n"), start - before.rfind("\n"), True


def made_piece(sql: str, node: ast.AST, migration: Migration, *, wrapped: bool) -> None:
    """Add SQL that a call stands for."""
    place = (getattr(node, "lineno", 1), getattr(node, "col_offset", 0) + 1)
    migration.pieces.append(Piece(sql, *place, literal=False, wrapped=wrapped))


def unread(node: ast.AST, migration: Migration, reason: str) -> None:
    """List a call that could not be turned into SQL."""
    sql = (ast.get_source_segment(migration.text, node) or "").strip()
    position = Position(getattr(node, "lineno", 1), getattr(node, "col_offset", 0) + 1, migration.file)
    migration.unread.append(Unparsed(sql, reason, position))


def names(values: Any) -> Sequence[str]:
    """Column names given as a list, or as one text."""
    return [values] if isinstance(values, str) else [str(value) for value in values or ()]
