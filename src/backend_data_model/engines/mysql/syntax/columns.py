"""Column definitions.  Grammar: MySQL 8.4 Reference Manual, 15.1.20, 15.1.20.8 (generated), 13.6 (defaults)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.syntax.expressions import (
    ExpressionReader,
    literal_kind,
    parenthesized,
)
from backend_data_model.engines.mysql.syntax.keys import check, references
from backend_data_model.engines.mysql.syntax.nodes import ColumnDef, Expression
from backend_data_model.engines.mysql.syntax.types import charset_name, type_name

if TYPE_CHECKING:
    from backend_data_model.engines.mysql.syntax.cursor import Cursor

_NOW = ("CURRENT_TIMESTAMP", "NOW", "LOCALTIME", "LOCALTIMESTAMP")


def column_definition(cursor: Cursor) -> ColumnDef:
    """`name type attributes...`."""
    start = cursor.token
    name = cursor.identifier("a column name")
    column = ColumnDef(name, type_name(cursor), start.start)
    if column.type.name == "serial":
        column.nullable, column.auto_increment, column.key, column.type.unsigned = False, True, "unique", True
    while _attribute(cursor, column) or _generated(cursor, column) or _constraint(cursor, column):
        pass
    return column


def _attribute(cursor: Cursor, column: ColumnDef) -> bool:
    token = cursor.token
    if cursor.accept("NOT", "NULL"):
        column.nullable = False
    elif cursor.accept("NULL"):
        column.nullable = True
    elif cursor.accept("DEFAULT"):
        column.default = default_value(cursor)
    elif cursor.accept("ON", "UPDATE"):
        column.on_update = _now(cursor)
    elif cursor.accept("AUTO_INCREMENT"):
        column.auto_increment = True
    elif cursor.accept("SERIAL", "DEFAULT", "VALUE"):
        column.nullable, column.auto_increment, column.key = False, True, "unique"
    elif cursor.accept("COMMENT"):
        column.comment = cursor.string()
    elif cursor.accept("COLLATE"):
        column.type.collation = charset_name(cursor)
    elif cursor.accept("SRID"):
        column.srid = cursor.number()
    elif token.upper in {"VISIBLE", "INVISIBLE"}:
        column.visible = cursor.take().upper == "VISIBLE"
        if not column.visible:
            cursor.mark("invisible_column", token)
    elif cursor.accept("COLUMN_FORMAT"):
        cursor.expect_any("FIXED", "DYNAMIC", "DEFAULT")
    elif cursor.accept("STORAGE"):
        cursor.expect_any("DISK", "MEMORY", "DEFAULT")
    elif token.upper in {"ENGINE_ATTRIBUTE", "SECONDARY_ENGINE_ATTRIBUTE"}:
        cursor.take()
        cursor.accept("=")
        cursor.string()
    elif cursor.at("WITHOUT", "SYSTEM", "VERSIONING") or cursor.at("WITH", "SYSTEM", "VERSIONING"):
        cursor.mark("system_versioning", token, "SYSTEM VERSIONING")
        cursor.index += 3
    elif cursor.at("COMPRESSED"):
        cursor.mark("mariadb_option", cursor.take())
    else:
        return False
    return True


def _generated(cursor: Cursor, column: ColumnDef) -> bool:
    token = cursor.token
    if cursor.at("GENERATED", "BY", "DEFAULT", "AS", "IDENTITY") or cursor.at("GENERATED", "ALWAYS", "AS", "IDENTITY"):
        cursor.mark("identity_column", token, "GENERATED ... AS IDENTITY")
        cursor.index += 5 if cursor.at("GENERATED", "BY") else 4
        if cursor.at("("):
            cursor.skip_parentheses()
        column.auto_increment, column.nullable = True, False
        return True
    if cursor.at("GENERATED", "ALWAYS", "AS", "ROW"):
        cursor.mark("system_versioning", token, "GENERATED ALWAYS AS ROW")
        cursor.index += 4
        cursor.expect_any("START", "END")
        return True
    if cursor.accept("GENERATED", "ALWAYS"):
        cursor.expect("AS")
    elif not cursor.accept("AS"):
        return False
    column.generated = parenthesized(cursor)
    word = cursor.token
    storage = cursor.accept_any("VIRTUAL", "STORED", "PERSISTENT")
    column.stored = storage in {"STORED", "PERSISTENT"}
    if storage == "PERSISTENT":
        cursor.mark("persistent_column", word)
    return True


def _constraint(cursor: Cursor, column: ColumnDef) -> bool:
    token = cursor.token
    if cursor.accept("UNIQUE"):
        cursor.accept("KEY")
        column.key = column.key or "unique"
    elif cursor.accept("PRIMARY", "KEY") or cursor.accept("PRIMARY") or cursor.accept("KEY"):
        column.key = "primary"
    elif cursor.at("REFERENCES"):
        column.references = references(cursor, [column.name], token)
        column.references.on_column = True
    elif cursor.at("CHECK") or cursor.at("CONSTRAINT"):
        name = None
        if cursor.accept("CONSTRAINT") and not cursor.at("CHECK"):
            name = cursor.identifier("a constraint name")
        if not cursor.at("CHECK"):
            raise cursor.problem("only a CHECK may be named at a column; write other constraints in the table")
        found = check(cursor, token, name)
        found.on_column = column.name
        column.checks.append(found)
    else:
        return False
    return True


def default_value(cursor: Cursor) -> Expression:
    """A literal, CURRENT_TIMESTAMP, or an expression in parentheses."""
    token = cursor.token
    if token.upper == "(":
        return expression_in_parentheses(cursor)
    if token.upper in _NOW:
        return _now(cursor)
    result = Expression("", token.start)
    kind = literal_kind(cursor, token)
    if kind is not None:
        if token.upper in {"-", "+"}:
            cursor.take()
        cursor.take()
        result.literal = kind  # type: ignore[assignment]
    elif token.kind == "word" and (cursor.peek().upper == "(" or token.text.startswith("_")):
        if cursor.peek().upper == "(":
            cursor.mark("bare_default_expression", token)
        ExpressionReader(cursor, result).primary()
    elif token.upper in {"CURRENT_DATE", "CURRENT_TIME", "CURRENT_USER", "UTC_DATE", "UTC_TIME", "UTC_TIMESTAMP"}:
        cursor.mark("bare_default_expression", token)
        cursor.take()
    else:
        raise cursor.problem("expected a literal, CURRENT_TIMESTAMP or an expression in parentheses")
    result.text = cursor.text_since(token)
    return result


def expression_in_parentheses(cursor: Cursor) -> Expression:
    """`(expression)`; the text keeps the parentheses."""
    token = cursor.token
    result = parenthesized(cursor)
    result.text = cursor.text_since(token)
    result.parenthesized, result.literal = True, None
    return result


def _now(cursor: Cursor) -> Expression:
    token = cursor.token
    if token.upper not in _NOW:
        raise cursor.problem("expected CURRENT_TIMESTAMP")
    cursor.take()
    precision = ""
    if cursor.accept("("):
        if cursor.token.kind == "number":
            precision = f"({cursor.number()})"
        cursor.expect(")")
    elif token.upper == "NOW":
        raise cursor.problem("NOW needs parentheses", token)
    return Expression(f"CURRENT_TIMESTAMP{precision}", token.start, literal="now")
