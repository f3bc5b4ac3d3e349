"""Queries and the data statements around them: only their grammar is followed.

Grammar: MySQL 8.4 Reference Manual, 15.2 (SELECT, WITH, UNION, INSERT, UPDATE, DELETE).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.syntax.expressions import ExpressionReader, is_reserved
from backend_data_model.engines.mysql.syntax.functions import window_specification
from backend_data_model.engines.mysql.syntax.nodes import Expression

if TYPE_CHECKING:
    from backend_data_model.engines.mysql.syntax.cursor import Cursor

_SELECT_OPTIONS_TEXT = """
    ALL DISTINCT DISTINCTROW HIGH_PRIORITY STRAIGHT_JOIN SQL_SMALL_RESULT SQL_BIG_RESULT SQL_BUFFER_RESULT SQL_NO_CACHE
    SQL_CALC_FOUND_ROWS
"""
_SELECT_OPTIONS = _SELECT_OPTIONS_TEXT.split()
_NO_ALIAS_TEXT = (
    "SET VALUES VALUE ON USING WHERE GROUP ORDER LIMIT JOIN INNER LEFT RIGHT CROSS NATURAL RETURNING WINDOW"
)
_NO_ALIAS = frozenset(_NO_ALIAS_TEXT.split())


def at_query(cursor: Cursor) -> bool:
    """Whether a query comes next, perhaps in parentheses."""
    index = cursor.index
    while cursor.tokens[index].upper == "(":
        index += 1
    word = cursor.tokens[index].upper
    return word in {"SELECT", "WITH"} or (word in {"TABLE", "VALUES"} and cursor.tokens[index + 1].upper != "(")


class QueryReader:
    """Follows the grammar of queries."""

    def __init__(self, cursor: Cursor) -> None:
        self.cursor = cursor

    def expression(self) -> None:
        """Any expression."""
        ExpressionReader(self.cursor, Expression("", self.cursor.token.start)).any()

    def expressions(self) -> None:
        """Expressions between commas."""
        self.expression()
        while self.cursor.accept(","):
            self.expression()

    def query(self) -> None:
        """`[WITH ...] SELECT ... [UNION ...] [ORDER BY ...] [LIMIT ...]`."""
        self._with()
        self._term()
        while self.cursor.accept_any("UNION", "INTERSECT", "EXCEPT"):
            self.cursor.accept_any("ALL", "DISTINCT")
            self._term()
        self._ending()

    def _with(self) -> None:
        cursor = self.cursor
        if not cursor.accept("WITH"):
            return
        cursor.accept("RECURSIVE")
        while True:
            cursor.identifier("the name of the expression")
            if cursor.at("("):
                cursor.names_in_parentheses()
            cursor.expect("AS", "(")
            self.query()
            cursor.expect(")")
            if not cursor.accept(","):
                return

    def _term(self) -> None:
        cursor = self.cursor
        if cursor.accept("("):
            self.query()
            cursor.expect(")")
        elif cursor.accept("TABLE"):
            cursor.qualified_name("a table")
        elif cursor.accept("VALUES"):
            self._rows("ROW")
        else:
            self._select()

    def _rows(self, word: str | None) -> None:
        cursor = self.cursor
        while True:
            if word:
                cursor.expect(word)
            cursor.expect("(")
            if not cursor.at(")"):
                self._value()
                while cursor.accept(","):
                    self._value()
            cursor.expect(")")
            if not cursor.accept(","):
                return

    def _value(self) -> None:
        if self.cursor.at("DEFAULT") and self.cursor.peek().upper != "(":
            self.cursor.take()
        else:
            self.expression()

    def _select(self) -> None:
        cursor = self.cursor
        cursor.expect("SELECT")
        while cursor.accept_any(*_SELECT_OPTIONS):
            pass
        self._output()
        while cursor.accept(","):
            self._output()
        self._into()
        if cursor.accept("FROM"):
            self.tables()
        self._where()
        if cursor.accept("GROUP", "BY"):
            self.expressions()
            cursor.accept("WITH", "ROLLUP")
        if cursor.accept("HAVING"):
            self.expression()
        if cursor.accept("WINDOW"):
            while True:
                cursor.identifier("a window")
                cursor.expect("AS")
                window_specification(ExpressionReader(cursor, Expression("", cursor.token.start)))
                if not cursor.accept(","):
                    break

    def _output(self) -> None:
        cursor = self.cursor
        if cursor.accept("*"):
            return
        self.expression()
        if cursor.accept("AS"):
            if cursor.token.kind in {"string", "double"}:
                cursor.string()
            else:
                cursor.identifier("an alias")
        elif cursor.token.kind in {"quoted", "string", "double"} or (
            cursor.token.kind == "word" and not is_reserved(cursor.token) and not cursor.at_any("OFFSET")
        ):
            cursor.take()

    def _into(self) -> None:
        cursor = self.cursor
        if cursor.accept("INTO"):
            cursor.accept_any("OUTFILE", "DUMPFILE")
            cursor.take()
            while cursor.accept(","):
                cursor.take()

    def _where(self) -> None:
        if self.cursor.accept("WHERE"):
            self.expression()

    def _ending(self) -> None:
        cursor = self.cursor
        self.order()
        if cursor.accept("LIMIT"):
            self._count()
            if cursor.accept_any(",", "OFFSET"):
                self._count()
        self._into()
        while cursor.at("FOR", "UPDATE") or cursor.at("FOR", "SHARE"):
            cursor.index += 2
            if cursor.accept("OF"):
                cursor.identifier()
                while cursor.accept(","):
                    cursor.identifier()
            if not cursor.accept("NOWAIT"):
                cursor.accept("SKIP", "LOCKED")
        cursor.accept("LOCK", "IN", "SHARE", "MODE")

    def _count(self) -> None:
        token = self.cursor.take()
        if token.kind not in {"number", "variable", "word"} and token.upper != "?":
            raise self.cursor.problem("expected a number", token)

    def order(self) -> None:
        """`[ORDER BY a [ASC | DESC], ...]`."""
        cursor = self.cursor
        if not cursor.accept("ORDER", "BY"):
            return
        while True:
            self.expression()
            cursor.accept_any("ASC", "DESC")
            if cursor.at("NULLS"):
                cursor.mark("nulls_order", cursor.take(), "NULLS FIRST/LAST")
                cursor.expect_any("FIRST", "LAST")
            if not cursor.accept(","):
                return

    def tables(self) -> None:
        """Table references with their joins."""
        cursor = self.cursor
        self._joined()
        while cursor.accept(","):
            self._joined()

    def _joined(self) -> None:
        cursor = self.cursor
        self._table()
        joins, conditions, outer = 0, 0, 0
        while True:
            if conditions < joins and cursor.at_any("ON", "USING"):
                conditions += 1
                if cursor.accept("ON"):
                    self.expression()
                else:
                    cursor.take()
                    cursor.names_in_parentheses()
                continue
            natural = cursor.accept("NATURAL")
            side = cursor.accept_any("LEFT", "RIGHT")
            if side:
                cursor.accept("OUTER")
            else:
                cursor.accept_any("INNER", "CROSS")
            if not cursor.accept_any("JOIN", "STRAIGHT_JOIN"):
                break
            self._table()
            joins += not natural
            outer += side is not None and not natural
        if natural or side:
            raise cursor.problem("expected JOIN")
        if conditions < outer:
            raise cursor.problem("expected ON or USING")

    def _table(self) -> None:
        cursor = self.cursor
        cursor.accept("LATERAL")
        if at_query(cursor) and cursor.at("("):
            cursor.take()
            self.query()
            cursor.expect(")")
        elif cursor.accept("("):
            self.tables()
            cursor.expect(")")
        elif cursor.accept("JSON_TABLE"):
            cursor.skip_parentheses()
        elif not cursor.accept("DUAL"):
            cursor.qualified_name("a table")
            if cursor.accept("PARTITION"):
                cursor.names_in_parentheses()
        self.alias()
        if cursor.at("(") and cursor.peek().kind in {"word", "quoted"}:
            cursor.names_in_parentheses()
        while cursor.accept_any("USE", "FORCE", "IGNORE"):
            cursor.expect_any("INDEX", "KEY")
            if cursor.accept("FOR"):
                while cursor.accept_any("JOIN", "ORDER", "GROUP", "BY"):
                    pass
            cursor.skip_parentheses()

    def alias(self) -> None:
        """`[AS] name`."""
        cursor = self.cursor
        if cursor.accept("AS"):
            cursor.identifier("an alias")
        elif cursor.token.kind == "quoted" or (
            cursor.token.kind == "word" and not is_reserved(cursor.token) and cursor.token.upper not in _NO_ALIAS
        ):
            cursor.take()

    def assignments(self) -> None:
        """`a = 1, b = DEFAULT`."""
        cursor = self.cursor
        while True:
            cursor.qualified_name("a column")
            if cursor.accept("."):
                cursor.identifier("a column")
            cursor.expect_any("=", ":=")
            self._value()
            if not cursor.accept(","):
                return

    def insert(self) -> None:
        """INSERT and REPLACE."""
        cursor = self.cursor
        cursor.expect_any("INSERT", "REPLACE")
        while cursor.accept_any("LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "IGNORE"):
            pass
        cursor.accept("INTO")
        cursor.qualified_name("a table")
        if cursor.accept("PARTITION"):
            cursor.names_in_parentheses()
        if cursor.at("(") and not at_query(cursor):
            if cursor.at("(", ")"):
                cursor.index += 2
            else:
                cursor.names_in_parentheses()
        if cursor.at_any("VALUES", "VALUE") and cursor.peek().upper == "(":
            cursor.take()
            self._rows(None)
            self._row_alias()
        elif cursor.accept("SET"):
            self.assignments()
            self._row_alias()
        else:
            self.query()
        if cursor.accept("ON", "DUPLICATE", "KEY", "UPDATE"):
            self.assignments()

    def _row_alias(self) -> None:
        cursor = self.cursor
        if cursor.at("AS"):
            cursor.mark("row_alias", cursor.take())
            cursor.identifier("a row alias")
            if cursor.at("("):
                cursor.names_in_parentheses()

    def update(self) -> None:
        """UPDATE."""
        cursor = self.cursor
        self._with()
        cursor.expect("UPDATE")
        while cursor.accept_any("LOW_PRIORITY", "IGNORE"):
            pass
        self.tables()
        cursor.expect("SET")
        self.assignments()
        self._where()
        self._ending()

    def delete(self) -> None:
        """DELETE, from one table or several."""
        cursor = self.cursor
        self._with()
        cursor.expect("DELETE")
        while cursor.accept_any("LOW_PRIORITY", "QUICK", "IGNORE"):
            pass
        if cursor.accept("FROM"):
            self.tables()
        else:
            cursor.qualified_name("a table")
            while cursor.accept(","):
                cursor.qualified_name("a table")
            cursor.expect("FROM")
            self.tables()
        if cursor.accept("USING"):
            self.tables()
        self._where()
        self._ending()
