"""Statements of the session: SET, transactions, table locks, and databases.

Grammar: MySQL 8.4 Reference Manual, 15.7.6 (SET), 15.3 (transactions and locks), 15.1.12 and 15.1.24 (databases).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.syntax.expressions import expression
from backend_data_model.engines.mysql.syntax.nodes import Other
from backend_data_model.engines.mysql.syntax.types import charset_name

if TYPE_CHECKING:
    from backend_data_model.engines.mysql.syntax.cursor import Cursor

_SCOPES = ("GLOBAL", "SESSION", "LOCAL", "PERSIST", "PERSIST_ONLY")
_OTHER_SETS = ("PASSWORD", "TRANSACTION", "ROLE", "DEFAULT", "RESOURCE")
_VALUE_WORDS = ("ON", "DEFAULT", "ALL", "BINARY", "ROW", "SYSTEM")


def set_statement(cursor: Cursor) -> bool:
    """SET; False, with nothing taken after SET, for the forms that set no variable and are not followed."""
    cursor.expect("SET")
    if cursor.accept("NAMES") or cursor.accept("CHARACTER", "SET") or cursor.accept("CHARSET"):
        charset_name(cursor)
        if cursor.accept("COLLATE"):
            charset_name(cursor)
        return True
    if cursor.at_any(*_OTHER_SETS) or (cursor.at_any(*_SCOPES) and cursor.peek().upper == "TRANSACTION"):
        return False
    while True:
        _assignment(cursor)
        if not cursor.accept(","):
            return True


def _assignment(cursor: Cursor) -> None:
    if cursor.token.kind == "variable":
        cursor.take()
    else:
        if cursor.at_any(*_SCOPES) and cursor.peek().kind in {"word", "quoted"}:
            cursor.take()
        cursor.qualified_name("a variable")
    cursor.expect_any("=", ":=")
    if cursor.at_any(*_VALUE_WORDS) and cursor.peek().upper in {",", ";", ""}:
        cursor.take()
    else:
        expression(cursor)


def transaction(cursor: Cursor) -> Other | None:
    """START TRANSACTION, BEGIN, COMMIT, ROLLBACK, SAVEPOINT, LOCK and UNLOCK TABLES; None where none of them comes."""
    kind = cursor.token.text.lower()
    if cursor.accept("START", "TRANSACTION"):
        while not cursor.finished:
            if not (cursor.accept("WITH", "CONSISTENT", "SNAPSHOT") or cursor.accept("READ", "ONLY")):
                cursor.expect("READ", "WRITE")
            if not cursor.finished:
                cursor.expect(",")
    elif cursor.accept("BEGIN") or cursor.accept("COMMIT"):
        cursor.accept("WORK")
    elif cursor.accept("ROLLBACK"):
        cursor.accept("WORK")
        if cursor.accept("TO"):
            cursor.accept("SAVEPOINT")
            cursor.identifier("a savepoint")
    elif cursor.accept("SAVEPOINT"):
        cursor.identifier("a savepoint")
    elif cursor.accept("UNLOCK", "TABLES") or cursor.accept("UNLOCK", "TABLE"):
        pass
    elif cursor.accept("LOCK", "TABLES") or cursor.accept("LOCK", "TABLE"):
        _locks(cursor)
    else:
        return None
    return Other(kind, checked=True)


def _locks(cursor: Cursor) -> None:
    while True:
        cursor.qualified_name("a table")
        if cursor.accept("AS") or cursor.at_name():
            cursor.identifier("an alias")
        cursor.accept("LOW_PRIORITY")
        if cursor.expect_any("READ", "WRITE") == "READ":
            cursor.accept("LOCAL")
        if not cursor.accept(","):
            return


def database(cursor: Cursor, verb: str) -> Other:
    """What follows CREATE or DROP DATABASE."""
    word = cursor.expect_any("DATABASE", "SCHEMA")
    if verb == "drop":
        cursor.accept("IF", "EXISTS")
        cursor.identifier("a database")
        return Other(f"{verb} {word.lower()}", checked=True)
    cursor.accept("IF", "NOT", "EXISTS")
    cursor.identifier("a database")
    while not cursor.finished:
        cursor.accept("DEFAULT")
        if cursor.accept("CHARACTER", "SET") or cursor.accept("CHARSET") or cursor.accept("COLLATE"):
            cursor.accept("=")
            charset_name(cursor)
        else:
            cursor.expect("ENCRYPTION")
            cursor.accept("=")
            cursor.string()
    return Other(f"{verb} {word.lower()}", checked=True)
