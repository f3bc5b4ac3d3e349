"""Keys, foreign keys and checks.  Grammar: MySQL 8.4 Reference Manual, 15.1.15, 15.1.20.5, 15.1.20.6."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.syntax.expressions import expression, parenthesized
from backend_data_model.engines.mysql.syntax.nodes import CheckDef, ForeignKeyDef, KeyDef, KeyKind, KeyPart

if TYPE_CHECKING:
    from backend_data_model.engines.mysql.syntax.cursor import Cursor
    from backend_data_model.engines.mysql.syntax.tokens import Token

_ELEMENT_WORDS = ("CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "KEY", "INDEX", "FULLTEXT", "SPATIAL")


def at_key_or_constraint(cursor: Cursor) -> bool:
    """Whether a key or table constraint comes next rather than a column."""
    return cursor.token.kind == "word" and cursor.at_any(*_ELEMENT_WORDS)


def key_or_constraint(cursor: Cursor) -> KeyDef | ForeignKeyDef | CheckDef:
    """A key, foreign key or check of a table."""
    start = cursor.token
    name = None
    if cursor.accept("CONSTRAINT") and not cursor.at_any(*_ELEMENT_WORDS):
        name = cursor.identifier("a constraint name")
    named = start.upper == "CONSTRAINT"
    if cursor.at("CHECK"):
        return check(cursor, start, name)
    if cursor.accept("FOREIGN", "KEY"):
        return _foreign_key(cursor, start, name)
    if cursor.accept("PRIMARY", "KEY"):
        return _key(cursor, "primary", start, name)
    if cursor.accept("UNIQUE"):
        cursor.accept_any("KEY", "INDEX")
        return _key(cursor, "unique", start, name)
    if named:
        raise cursor.problem("expected PRIMARY KEY, UNIQUE, FOREIGN KEY or CHECK")
    for word, kind in (("FULLTEXT", "fulltext"), ("SPATIAL", "spatial")):
        if cursor.accept(word):
            cursor.accept_any("KEY", "INDEX")
            return _key(cursor, kind, start, None)  # type: ignore[arg-type]
    cursor.expect_any("KEY", "INDEX")
    return _key(cursor, "index", start, None)


def _if_not_exists(cursor: Cursor) -> None:
    if cursor.at("IF", "NOT", "EXISTS"):
        cursor.mark("if_not_exists", cursor.token, "IF NOT EXISTS")
        cursor.index += 3


def _key(cursor: Cursor, kind: KeyKind, start: Token, constraint: str | None) -> KeyDef:
    _if_not_exists(cursor)
    key = KeyDef(kind, [], start.start, constraint=constraint)
    if not cursor.at("(") and not cursor.at("USING"):
        key.name = cursor.identifier("an index name")
    if cursor.accept("USING"):
        key.method = _method(cursor)
    key.parts = key_parts(cursor)
    index_options(cursor, key)
    return key


def _method(cursor: Cursor) -> str:
    token = cursor.take()
    if token.upper not in {"BTREE", "HASH", "RTREE"}:
        cursor.mark("index_method", token)
    return token.text.lower()


def key_parts(cursor: Cursor) -> list[KeyPart]:
    """`(column [(length)] [ASC | DESC] | (expression) [ASC | DESC], ...)`."""
    cursor.expect("(")
    parts = [_key_part(cursor)]
    while cursor.accept(","):
        parts.append(_key_part(cursor))
    cursor.expect(")")
    return parts


def _key_part(cursor: Cursor) -> KeyPart:
    part = KeyPart(cursor.token.start)
    if cursor.at("("):
        part.expression = parenthesized(cursor)
    elif cursor.token.kind == "word" and cursor.peek().upper == "(" and cursor.peek(2).kind != "number":
        cursor.mark("bare_key_expression", cursor.token)
        part.expression = expression(cursor)
    else:
        part.column = cursor.identifier("a column")
        if cursor.accept("("):
            part.length = int(cursor.number())
            cursor.expect(")")
    direction = cursor.accept_any("ASC", "DESC")
    part.descending = direction == "DESC"
    if cursor.at("NULLS"):
        cursor.mark("nulls_order", cursor.take(), "NULLS FIRST/LAST")
        cursor.expect_any("FIRST", "LAST")
    return part


def index_options(cursor: Cursor, key: KeyDef) -> None:
    """What may follow the parts of a key."""
    while True:
        token = cursor.token
        if cursor.accept("USING"):
            key.method = _method(cursor)
        elif cursor.accept("KEY_BLOCK_SIZE"):
            cursor.accept("=")
            cursor.number()
        elif cursor.accept("COMMENT"):
            cursor.string()
        elif cursor.accept("WITH", "PARSER"):
            cursor.identifier()
        elif token.upper in {"VISIBLE", "INVISIBLE"}:
            key.visible = cursor.take().upper == "VISIBLE"
            if not key.visible:
                cursor.mark("invisible_index", token)
        elif token.upper in {"ENGINE_ATTRIBUTE", "SECONDARY_ENGINE_ATTRIBUTE"}:
            cursor.take()
            cursor.accept("=")
            cursor.string()
        elif cursor.at("NOT", "IGNORED") or cursor.at("IGNORED"):
            cursor.mark("ignored_index", token, "IGNORED")
            cursor.index += 1 + (token.upper == "NOT")
        else:
            return


def check(cursor: Cursor, start: Token, name: str | None) -> CheckDef:
    """`CHECK (expression) [[NOT] ENFORCED]`."""
    cursor.expect("CHECK")
    result = CheckDef(parenthesized(cursor), start.start, name)
    if cursor.accept("NOT", "ENFORCED"):
        result.enforced = False
    else:
        cursor.accept("ENFORCED")
    return result


def _foreign_key(cursor: Cursor, start: Token, name: str | None) -> ForeignKeyDef:
    _if_not_exists(cursor)
    index_name = None if cursor.at("(") else cursor.identifier("an index name")
    columns = cursor.names_in_parentheses()
    result = references(cursor, columns, start)
    result.name = name
    result.index_name = index_name
    return result


def references(cursor: Cursor, columns: list[str], start: Token) -> ForeignKeyDef:
    """`REFERENCES table (columns) [MATCH ...] [ON DELETE ...] [ON UPDATE ...]`."""
    cursor.expect("REFERENCES")
    schema, table = cursor.qualified_name("a table")
    ref_columns: list[str] = []
    if cursor.at("("):
        ref_columns = cursor.names_in_parentheses()
    else:
        cursor.mark("references_without_columns", cursor.tokens[cursor.index - 1])
    result = ForeignKeyDef(columns, schema, table, ref_columns, start.start)
    while True:
        if cursor.accept("MATCH"):
            cursor.expect_any("FULL", "PARTIAL", "SIMPLE")
        elif cursor.accept("ON", "DELETE"):
            result.on_delete = _action(cursor)
        elif cursor.accept("ON", "UPDATE"):
            result.on_update = _action(cursor)
        else:
            return result


def _action(cursor: Cursor) -> str:
    for words in (("CASCADE",), ("RESTRICT",), ("SET", "NULL"), ("SET", "DEFAULT"), ("NO", "ACTION")):
        if cursor.accept(*words):
            return " ".join(words).lower()
    raise cursor.problem("expected CASCADE, RESTRICT, SET NULL, NO ACTION or SET DEFAULT")
