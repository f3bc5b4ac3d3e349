"""Bodies of triggers and routines.  Grammar: MySQL 8.4 Reference Manual, 15.6 (compound statements), 15.1.17, 15.1.22.

A body that leaves the grammar keeps its program: the parser marks the place (`program_body`) and goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.syntax.cursor import SyntaxProblemError
from backend_data_model.engines.mysql.syntax.expressions import expression
from backend_data_model.engines.mysql.syntax.queries import QueryReader
from backend_data_model.engines.mysql.syntax.session import set_statement
from backend_data_model.engines.mysql.syntax.types import type_name

if TYPE_CHECKING:
    from backend_data_model.engines.mysql.syntax.cursor import Cursor

_CONDITIONS = ("SQLWARNING", "SQLEXCEPTION")
_QUERY_VERBS = ("SELECT", "WITH", "INSERT", "REPLACE", "UPDATE", "DELETE")


def body(cursor: Cursor, *, routine: bool) -> bool:
    """The body, or a routine's parameters and body; whether its whole grammar was followed."""
    reader = BodyReader(cursor)
    try:
        if routine:
            reader.header()
        reader.statement()
        if not cursor.finished:
            raise cursor.problem("the body should end here")
    except SyntaxProblemError as error:
        cursor.mark("program_body", next(t for t in cursor.tokens if t.start >= error.offset), error.message)
        while not cursor.finished:
            cursor.take()
        return False
    return reader.followed


class BodyReader:
    """Follows a body; `followed` is False once a statement was stepped over."""

    def __init__(self, cursor: Cursor) -> None:
        self.cursor = cursor
        self.followed = True

    def header(self) -> None:
        """Parameters, RETURNS and characteristics."""
        cursor = self.cursor
        cursor.expect("(")
        while not cursor.accept(")"):
            cursor.accept_any("IN", "OUT", "INOUT")
            cursor.identifier("a parameter")
            type_name(cursor)
            if not cursor.at(")"):
                cursor.expect(",")
        if cursor.accept("RETURNS"):
            type_name(cursor)
        while True:
            if cursor.accept("COMMENT"):
                cursor.string()
            elif cursor.accept("LANGUAGE"):
                cursor.expect("SQL")
            elif cursor.accept("SQL", "SECURITY"):
                cursor.expect_any("DEFINER", "INVOKER")
            elif not any(
                cursor.accept(*words)
                for words in (
                    ("NOT", "DETERMINISTIC"),
                    ("DETERMINISTIC",),
                    ("CONTAINS", "SQL"),
                    ("NO", "SQL"),
                    ("READS", "SQL", "DATA"),
                    ("MODIFIES", "SQL", "DATA"),
                )
            ):
                return

    def statements(self, *ends: str) -> None:
        """Statements, each with its semicolon, up to one of the words."""
        while not self.cursor.at_any(*ends):
            self.statement()
            self.cursor.expect(";")

    def statement(self) -> None:
        """One statement of a body."""
        cursor = self.cursor
        label = None
        if cursor.peek().upper == ":" and cursor.token.kind in {"word", "quoted"}:
            label = cursor.identifier("a label")
            cursor.expect(":")
        match cursor.token.upper:
            case "BEGIN":
                cursor.take()
                self.statements("END")
                cursor.expect("END")
                self._end_label(label)
            case "LOOP":
                cursor.take()
                self.statements("END")
                cursor.expect("END", "LOOP")
                self._end_label(label)
            case "WHILE":
                cursor.take()
                expression(cursor)
                cursor.expect("DO")
                self.statements("END")
                cursor.expect("END", "WHILE")
                self._end_label(label)
            case "REPEAT":
                cursor.take()
                self.statements("UNTIL")
                cursor.expect("UNTIL")
                expression(cursor)
                cursor.expect("END", "REPEAT")
                self._end_label(label)
            case _ if label is not None:
                raise cursor.problem("a label stands before BEGIN, LOOP, WHILE or REPEAT")
            case _:
                self._simple()

    def _end_label(self, label: str | None) -> None:
        if label is not None and self.cursor.at_name():
            self.cursor.identifier("a label")

    def _simple(self) -> None:
        cursor = self.cursor
        word = cursor.token.upper
        if word in _QUERY_VERBS:
            self._query(word)
            return
        match word:
            case "IF":
                self._if()
            case "CASE":
                self._case()
            case "DECLARE":
                self._declare()
            case "SET":
                if not set_statement(cursor):
                    self.followed = False
                    self._skip()
            case "SIGNAL" | "RESIGNAL":
                self._signal()
            case "RETURN":
                cursor.take()
                expression(cursor)
            case "LEAVE" | "ITERATE" | "OPEN" | "CLOSE":
                cursor.take()
                cursor.identifier("a label or cursor")
            case "FETCH":
                self._fetch()
            case "CALL":
                cursor.take()
                cursor.qualified_name("a procedure")
                if cursor.at("("):
                    cursor.skip_parentheses()
            case _:
                if cursor.token.kind != "word":
                    raise cursor.problem("expected a statement")
                self.followed = False
                self._skip()

    def _skip(self) -> None:
        while not self.cursor.at(";") and self.cursor.token.kind != "end":
            self.cursor.take()

    def _query(self, word: str) -> None:
        reader = QueryReader(self.cursor)
        {"INSERT": reader.insert, "REPLACE": reader.insert, "UPDATE": reader.update, "DELETE": reader.delete}.get(
            word, reader.query
        )()

    def _if(self) -> None:
        cursor = self.cursor
        cursor.expect("IF")
        expression(cursor)
        cursor.expect("THEN")
        self.statements("ELSEIF", "ELSE", "END")
        while cursor.accept("ELSEIF"):
            expression(cursor)
            cursor.expect("THEN")
            self.statements("ELSEIF", "ELSE", "END")
        if cursor.accept("ELSE"):
            self.statements("END")
        cursor.expect("END", "IF")

    def _case(self) -> None:
        cursor = self.cursor
        cursor.expect("CASE")
        if not cursor.at("WHEN"):
            expression(cursor)
        while cursor.accept("WHEN"):
            expression(cursor)
            cursor.expect("THEN")
            self.statements("WHEN", "ELSE", "END")
        if cursor.accept("ELSE"):
            self.statements("END")
        cursor.expect("END", "CASE")

    def _declare(self) -> None:
        cursor = self.cursor
        cursor.expect("DECLARE")
        if cursor.at_any("CONTINUE", "EXIT", "UNDO"):
            cursor.take()
            cursor.expect("HANDLER", "FOR")
            self._condition()
            while cursor.accept(","):
                self._condition()
            self.statement()
            return
        cursor.identifier("a name")
        if cursor.accept("CURSOR", "FOR"):
            QueryReader(cursor).query()
        elif cursor.accept("CONDITION", "FOR"):
            self._condition()
        else:
            while cursor.accept(","):
                cursor.identifier("a variable")
            type_name(cursor)
            if cursor.accept("DEFAULT"):
                expression(cursor)

    def _condition(self) -> None:
        cursor = self.cursor
        if cursor.accept("SQLSTATE"):
            cursor.accept("VALUE")
            cursor.string()
        elif cursor.accept("NOT"):
            cursor.expect("FOUND")
        elif cursor.token.kind == "number":
            cursor.take()
        elif not cursor.accept_any(*_CONDITIONS):
            cursor.identifier("a condition")

    def _signal(self) -> None:
        cursor = self.cursor
        cursor.take()
        if not cursor.at_any("SET", ";", ""):
            self._condition()
        if cursor.accept("SET"):
            while True:
                cursor.identifier("an item of the condition")
                cursor.expect("=")
                expression(cursor)
                if not cursor.accept(","):
                    break

    def _fetch(self) -> None:
        cursor = self.cursor
        cursor.expect("FETCH")
        cursor.accept("NEXT")
        cursor.accept("FROM")
        cursor.identifier("a cursor")
        cursor.expect("INTO")
        cursor.take()
        while cursor.accept(","):
            cursor.take()
