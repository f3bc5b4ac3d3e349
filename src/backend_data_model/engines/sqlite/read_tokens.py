"""SQLite's tokens and a cursor over them (https://www.sqlite.org/lang.html, src/tokenize.c of 3.46)."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, cast

Kind = Literal["word", "name", "string", "number", "symbol"]

_TOKEN = re.compile(
    r"""(?P<skip>\s+|--[^\n]*|/\*.*?(?:\*/|\Z))
    |(?P<string>[xX]?'[^']*+(?:''[^']*+)*+(?:'|\Z))
    |(?P<name>"[^"]*+(?:""[^"]*+)*+(?:"|\Z)|`[^`]*+(?:``[^`]*+)*+(?:`|\Z)|\[[^\]]*+(?:\]|\Z))
    |(?P<number>\d[\w.]*|\.\d\w*)
    |(?P<word>[^\W\d][\w$]*)
    |(?P<symbol>->>?|\|\||<<|>>|<=|>=|<>|==|!=|.)""",
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """One token; `start` and `end` are offsets in the text.

    `upper` is a bare word in upper case, the symbol, or the empty string: what a keyword is compared with.
    """

    kind: Kind
    text: str
    start: int
    end: int
    upper: str

    @property
    def value(self) -> str:
        """The name that the token means, without quotes."""
        if self.kind == "name" or (self.kind == "string" and self.text[0] == "'"):
            quote = self.text[-1]
            return self.text[1:-1].replace(quote * 2, quote) if quote != "]" else self.text[1:-1]
        return self.text


def tokenize(text: str) -> list[Token]:
    """The tokens of a text without its white space and comments."""
    tokens = []
    for match in _TOKEN.finditer(text):
        kind = cast("Kind | Literal['skip']", match.lastgroup)
        if kind != "skip":
            word = match.group()
            upper = word.upper() if kind == "word" else word if kind == "symbol" else ""
            tokens.append(Token(kind, word, match.start(), match.end(), upper))
    return tokens


class Cursor:
    """A place in the tokens of one statement."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokenize(text)
        self.at = 0
        self._end = Token("symbol", "", len(text), len(text), "")

    @property
    def token(self) -> Token:
        """The next token, an empty one at the end."""
        return self.tokens[self.at] if self.at < len(self.tokens) else self._end

    @property
    def done(self) -> bool:
        """Whether all tokens are read."""
        return self.at >= len(self.tokens)

    def peek(self, *words: str) -> bool:
        """Whether the next tokens are these keywords or symbols."""
        place = self.at
        if place + len(words) > len(self.tokens):
            return False
        for word in words:
            if self.tokens[place].upper != word:
                return False
            place += 1
        return True

    def take(self, *words: str) -> bool:
        """Read these keywords if they are next."""
        if self.peek(*words):
            self.at += len(words)
            return True
        return False

    def next(self) -> Token:
        """Read one token."""
        token = self.token
        self.at += 1
        return token

    def name(self) -> str:
        """Read a name, of which only the last part of `database.name` counts."""
        name = self.next().value
        while self.take("."):
            name = self.next().value
        return name

    def parenthesised(self) -> str:
        """Read `( ... )`, nested as it may be; returns the text inside."""
        opening = self.next()
        depth = 1
        last = opening
        while depth and not self.done:
            last = self.next()
            depth += {"(": 1, ")": -1}.get(last.upper, 0)
        return self.text[opening.end : last.start if depth == 0 else last.end].strip()

    def list_items(self) -> list[Cursor]:
        """Read `( a, b, ... )`; returns a cursor over each item."""
        inside = Cursor(self.parenthesised())
        items, depth, start = [], 0, 0
        for token in inside.tokens:
            depth += {"(": 1, ")": -1}.get(token.upper, 0)
            if token.upper == "," and depth == 0:
                items.append(Cursor(inside.text[start : token.start].strip()))
                start = token.end
        items.append(Cursor(inside.text[start:].strip()))
        return items
