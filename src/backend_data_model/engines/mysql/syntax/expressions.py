"""MySQL's expressions: checks the grammar and notes which columns, functions, variables and subqueries are used.

Grammar: MySQL 8.4 Reference Manual, 11.5 (expressions), chapter 14 (functions and operators).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.syntax import functions
from backend_data_model.engines.mysql.syntax.nodes import Expression, Reference
from backend_data_model.engines.mysql.syntax.reserved import always_reserved, reserved_since

if TYPE_CHECKING:
    from backend_data_model.engines.mysql.syntax.cursor import Cursor
    from backend_data_model.engines.mysql.syntax.tokens import Token

_COMPARISONS = ("=", "<=>", "<", "<=", ">", ">=", "<>", "!=", ":=")
_ARITHMETIC = ("|", "&", "<<", ">>", "+", "-", "*", "/", "%", "^", "DIV", "MOD", "||")
_NOW = ("CURRENT_TIMESTAMP", "NOW", "LOCALTIME", "LOCALTIMESTAMP")
_BARE_FUNCTIONS = (*_NOW, "CURRENT_DATE", "CURRENT_TIME", "CURRENT_USER", "UTC_DATE", "UTC_TIME", "UTC_TIMESTAMP")


def expression(cursor: Cursor) -> Expression:
    """Any expression."""
    start = cursor.token
    reader = ExpressionReader(cursor, Expression("", start.start))
    literal = literal_kind(cursor, start)
    first = cursor.index
    reader.any()
    result = reader.found
    result.text = cursor.text_since(start)
    if literal and cursor.index - first <= (2 if start.upper in {"-", "+"} else 1):
        result.literal = literal  # type: ignore[assignment]
    elif start.upper in _NOW and not any(t.upper in _ARITHMETIC for t in cursor.tokens[first : cursor.index]):
        result.literal = "now"
    result.parenthesized = start.upper == "(" and _closes_at(cursor, first) == cursor.index - 1
    return result


def literal_kind(cursor: Cursor, token: Token) -> str | None:
    """What kind of literal starts at the next token, if one does."""
    if token.upper in {"-", "+"}:
        return "number" if cursor.peek().kind == "number" else None
    kinds = {"string": "string", "double": "string", "number": "number", "literal": "other"}
    words = {"NULL": "null", "TRUE": "boolean", "FALSE": "boolean"}
    return kinds.get(token.kind) or words.get(token.upper)


def parenthesized(cursor: Cursor) -> Expression:
    """`( expression )`; the text is without the parentheses."""
    cursor.expect("(")
    result = expression(cursor)
    cursor.expect(")")
    return result


def _closes_at(cursor: Cursor, first: int) -> int:
    depth = 0
    for index in range(first, cursor.index):
        depth += {"(": 1, ")": -1}.get(cursor.tokens[index].upper, 0)
        if depth == 0:
            return index
    return -1


class ExpressionReader:
    """Reads one expression; what it uses is noted in `found`."""

    def __init__(self, cursor: Cursor, found: Expression) -> None:
        self.cursor = cursor
        self.found = found

    def any(self) -> None:
        """`a OR b`, `a XOR b`, `a AND b`, `NOT a`."""
        self._negated()
        while self.cursor.accept_any("OR", "||", "XOR", "AND", "&&"):
            self._negated()

    def _negated(self) -> None:
        while self.cursor.accept("NOT"):
            pass
        self._predicate()

    def _predicate(self) -> None:
        cursor = self.cursor
        self.arithmetic()
        while True:
            if cursor.accept("IS"):
                cursor.accept("NOT")
                cursor.expect_any("NULL", "TRUE", "FALSE", "UNKNOWN")
            elif cursor.at_any(*_COMPARISONS):
                cursor.take()
                if cursor.at_any("ALL", "ANY", "SOME") and cursor.peek().upper == "(":
                    cursor.take()
                cursor.accept("NOT")
                self.arithmetic()
            elif cursor.at_any("NOT", "IN", "BETWEEN", "LIKE", "REGEXP", "RLIKE", "SOUNDS", "MEMBER"):
                if not self._word_predicate():
                    return
            else:
                return

    def _word_predicate(self) -> bool:
        cursor = self.cursor
        if cursor.at("NOT") and cursor.peek().upper not in {"IN", "BETWEEN", "LIKE", "REGEXP", "RLIKE"}:
            return False
        cursor.accept("NOT")
        match cursor.take().upper:
            case "IN":
                self._parenthesis()
            case "BETWEEN":
                self.arithmetic()
                cursor.expect("AND")
                self.arithmetic()
            case "LIKE":
                self.arithmetic()
                if cursor.accept("ESCAPE"):
                    self.arithmetic()
            case "SOUNDS":
                cursor.expect("LIKE")
                self.arithmetic()
            case "MEMBER":
                cursor.accept("OF")
                self._parenthesis()
            case _:
                self.arithmetic()
        return True

    def arithmetic(self) -> None:
        """Operands joined by arithmetic, bit and string operators."""
        self._unary()
        while self.cursor.at_any(*_ARITHMETIC):
            self.cursor.take()
            self._unary()

    def _unary(self) -> None:
        cursor = self.cursor
        while cursor.accept_any("-", "+", "~", "!", "BINARY"):
            pass
        self.primary()
        while True:
            if cursor.accept("COLLATE"):
                self._word_or_string()
            elif cursor.at_any("->", "->>"):
                cursor.take()
                cursor.string("a JSON path")
            else:
                return

    def _word_or_string(self) -> None:
        token = self.cursor.take()
        if token.kind not in {"word", "string", "quoted", "double"}:
            raise self.cursor.problem("expected a name", token)

    def primary(self) -> None:
        """A literal, column, variable, call, CASE or parenthesis."""
        cursor = self.cursor
        token = cursor.token
        if token.kind in {"string", "double"}:
            cursor.string()
        elif token.kind in {"number", "literal"} or token.upper in {"NULL", "TRUE", "FALSE", "?"}:
            cursor.take()
        elif token.kind == "variable":
            self.found.variables.append(Reference(token.text, token.start))
            cursor.take()
        elif token.upper == "(":
            self._parenthesis()
        elif token.upper == "{":
            self._odbc()
        elif token.kind in {"word", "quoted"}:
            self._word()
        else:
            raise cursor.problem("expected an expression")

    def _word(self) -> None:
        cursor = self.cursor
        token = cursor.token
        following = cursor.peek()
        if token.kind == "word" and self._keyword(token, following):
            return
        if token.kind == "word" and following.upper == "(" and functions.may_be_called(token.upper):
            self._call(cursor.take())
            return
        if token.kind == "word" and token.text.startswith("_") and following.kind in {"string", "literal"}:
            cursor.take()
            cursor.take()
            return
        self._column()

    def _column(self) -> None:
        cursor = self.cursor
        start = cursor.token
        name = cursor.identifier("an expression")
        while cursor.accept("."):
            if cursor.accept("*"):
                return
            name = cursor.identifier("a column")
        if cursor.at("("):
            self._call(start)
            return
        self.found.columns.append(Reference(name, start.start))

    def _keyword(self, token: Token, following: Token) -> bool:
        cursor = self.cursor
        match token.upper:
            case "CASE":
                self._case()
            case "EXISTS" if following.upper == "(":
                cursor.take()
                self._parenthesis()
            case "INTERVAL" if following.upper != "(" or self._is_interval():
                cursor.take()
                self.any()
                functions.interval_unit(cursor)
            case "ROW" if following.upper == "(":
                cursor.take()
                self._parenthesis()
            case "DATE" | "TIME" | "TIMESTAMP" if following.kind in {"string", "double"}:
                cursor.take()
                cursor.take()
            case "MATCH":
                cursor.take()
                self._match()
            case word if word in _BARE_FUNCTIONS and following.upper != "(":
                self.found.functions.append(Reference(word.lower(), token.start))
                cursor.take()
            case _:
                return False
        return True

    def _is_interval(self) -> bool:
        """`INTERVAL (1) DAY` is a period, `INTERVAL(1, 2)` the function."""
        cursor = self.cursor
        depth = 0
        for index in range(cursor.index + 1, len(cursor.tokens)):
            upper = cursor.tokens[index].upper
            depth += {"(": 1, ")": -1}.get(upper, 0)
            if depth == 0:
                return cursor.tokens[index + 1].upper in functions.INTERVAL_UNITS
        return False

    def _case(self) -> None:
        cursor = self.cursor
        cursor.expect("CASE")
        if not cursor.at("WHEN"):
            self.any()
        cursor.expect("WHEN")
        self._when()
        while cursor.accept("WHEN"):
            self._when()
        if cursor.accept("ELSE"):
            self.any()
        cursor.expect("END")

    def _when(self) -> None:
        self.any()
        self.cursor.expect("THEN")
        self.any()

    def _match(self) -> None:
        cursor = self.cursor
        self._parenthesis()
        cursor.expect("AGAINST", "(")
        self.arithmetic()
        while cursor.at_any("IN", "NATURAL", "LANGUAGE", "MODE", "BOOLEAN", "WITH", "QUERY", "EXPANSION"):
            cursor.take()
        cursor.expect(")")

    def _odbc(self) -> None:
        cursor = self.cursor
        cursor.expect("{")
        cursor.take()
        self.any()
        cursor.expect("}")

    def _parenthesis(self) -> None:
        cursor = self.cursor
        opening = cursor.expect("(")
        if self.at_query():
            self.subquery(opening.start)
        else:
            self.any()
            while cursor.accept(","):
                self.any()
        cursor.expect(")")

    def at_query(self) -> bool:
        """Whether a query comes next, perhaps inside more parentheses."""
        index = self.cursor.index
        while self.cursor.tokens[index].upper == "(":
            index += 1
        word = self.cursor.tokens[index].upper
        return word in {"SELECT", "WITH"} or (
            word in {"TABLE", "VALUES"} and self.cursor.tokens[index + 1].upper != "("
        )

    def subquery(self, offset: int) -> None:
        """A query inside the expression, without its parentheses."""
        from backend_data_model.engines.mysql.syntax.queries import QueryReader

        self.found.subqueries.append(offset)
        QueryReader(self.cursor).query()

    def _call(self, name: Token) -> None:
        cursor = self.cursor
        self.found.functions.append(Reference(name.name.lower(), name.start))
        cursor.calls.append(name)
        cursor.expect("(")
        functions.arguments(self, name.upper)
        cursor.expect(")")
        functions.window(self)


def is_reserved(token: Token) -> bool:
    """Whether a word needs backticks to be a name in some version."""
    return token.kind == "word" and (always_reserved(token.upper) or reserved_since(token.upper) is not None)
