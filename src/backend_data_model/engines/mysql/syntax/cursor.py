"""A place in a list of tokens, and what every part of the parser does with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.syntax.reserved import always_reserved, reserved_since

if TYPE_CHECKING:
    from backend_data_model.engines.mysql.syntax.tokens import Token


@dataclass(frozen=True, slots=True)
class Mark:
    """A form that the parser takes in although MySQL 8, or some version of it, does not; the grammar rules decide."""

    kind: str
    offset: int
    text: str


class SyntaxProblemError(Exception):
    """The statement leaves MySQL's grammar at `offset` (0-based, in the statement)."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


class Cursor:
    """Reads tokens from left to right; words are given in capitals."""

    def __init__(self, sql: str, tokens: list[Token]) -> None:
        self.sql = sql
        self.tokens = tokens
        self.index = 0
        self.marks: list[Mark] = []
        self.calls: list[Token] = []

    @property
    def token(self) -> Token:
        """The next token, not yet taken."""
        return self.tokens[self.index]

    @property
    def finished(self) -> bool:
        """Whether nothing is left but the closing semicolon."""
        return self.token.kind == "end" or (self.token.upper == ";" and self.tokens[self.index + 1].kind == "end")

    def peek(self, ahead: int = 1) -> Token:
        """The token `ahead` places after the next one."""
        return self.tokens[min(self.index + ahead, len(self.tokens) - 1)]

    def take(self) -> Token:
        """The next token; moves past it."""
        token = self.tokens[self.index]
        if token.kind != "end":
            self.index += 1
        return token

    def at(self, *words: str) -> bool:
        """Whether the next tokens are exactly these words or operators."""
        if self.tokens[self.index].upper != words[0]:
            return False
        last = len(self.tokens) - 1
        return all(self.tokens[min(self.index + i, last)].upper == word for i, word in enumerate(words))

    def at_any(self, *words: str) -> bool:
        """Whether the next token is one of these words or operators."""
        return self.token.upper in words

    def accept(self, *words: str) -> bool:
        """Take these words if they come next."""
        if self.at(*words):
            self.index += len(words)
            return True
        return False

    def accept_any(self, *words: str) -> str | None:
        """Take one of these words if it comes next, and say which."""
        if self.token.upper in words:
            return self.take().upper
        return None

    def expect(self, *words: str) -> Token:
        """Take these words or fail; gives the first of them."""
        first = self.token
        for word in words:
            if self.token.upper != word:
                raise self.problem(f"expected {word}")
            self.index += 1
        return first

    def expect_any(self, *words: str) -> str:
        """Take one of these words or fail."""
        if self.token.upper not in words:
            raise self.problem("expected " + " or ".join(words))
        return self.take().upper

    def problem(self, message: str, token: Token | None = None) -> SyntaxProblemError:
        """A syntax error at `token` (default: the next one)."""
        where = token or self.token
        found = f"'{_shortened(where.text)}'" if where.kind != "end" else "the end of the statement"
        return SyntaxProblemError(f"{message}, found {found}", where.start)

    def mark(self, kind: str, token: Token, text: str | None = None) -> None:
        """Leave a mark at `token`."""
        self.marks.append(Mark(kind, token.start, text if text is not None else token.text))

    def identifier(self, what: str = "a name") -> str:
        """An identifier: unquoted and not reserved, or in backticks."""
        token = self.token
        if token.kind == "quoted":
            return self.take().name
        if token.kind == "double":
            self.mark("double_quoted_name", token)
            return self.take().name
        if token.kind != "word":
            raise self.problem(f"expected {what}")
        if always_reserved(token.upper) and not self._after_dot():
            raise self.problem(f"expected {what}; a reserved word must be written in backticks")
        if reserved_since(token.upper) and not self._after_dot():
            self.mark("reserved_word", token)
        return self.take().text

    def at_name(self) -> bool:
        """Whether an identifier comes next."""
        token = self.token
        return token.kind in {"quoted", "double"} or (token.kind == "word" and not always_reserved(token.upper))

    def qualified_name(self, what: str = "a name") -> tuple[str | None, str]:
        """`name` or `schema.name`."""
        first = self.identifier(what)
        if self.accept("."):
            return first, self.identifier(what)
        return None, first

    def names_in_parentheses(self) -> list[str]:
        """`(a, b, c)`."""
        self.expect("(")
        names = [self.identifier()]
        while self.accept(","):
            names.append(self.identifier())
        self.expect(")")
        return names

    def string(self, what: str = "a string") -> str:
        """A string literal; neighbours are joined as MySQL does."""
        if self.token.kind not in {"string", "double"}:
            raise self.problem(f"expected {what}")
        parts = [self.take().value]
        while self.token.kind in {"string", "double"}:
            parts.append(self.take().value)
        return "".join(parts)

    def number(self) -> str:
        """An unsigned number."""
        if self.token.kind != "number":
            raise self.problem("expected a number")
        return self.take().text

    def text_between(self, start: int, end: int) -> str:
        """The source from one offset to another."""
        return self.sql[start:end]

    def text_since(self, token: Token) -> str:
        """The source from `token` to the last token taken."""
        return self.sql[token.start : self.tokens[self.index - 1].end]

    def skip_parentheses(self) -> None:
        """Take a balanced parenthesis with whatever it holds."""
        opening = self.expect("(")
        depth = 1
        while depth:
            token = self.take()
            if token.kind == "end":
                raise self.problem("a parenthesis is never closed", opening)
            depth += {"(": 1, ")": -1}.get(token.upper, 0)

    def _after_dot(self) -> bool:
        return self.index > 0 and self.tokens[self.index - 1].upper == "."


def _shortened(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."
