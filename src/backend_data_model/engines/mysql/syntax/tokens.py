"""The tokens of MySQL's SQL, with exact places.  Linear in the text.

Lexical rules: MySQL 8.4 Reference Manual, 11.1 (literals), 11.2 (names), 11.7 (comments).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["word", "quoted", "string", "double", "number", "literal", "variable", "op", "end"]

NEWEST = 999_998  # below 999999, which MariaDB's dumps use for a comment that no server runs
_TOKEN = re.compile(
    r"""
    (?P<space>\s++)
  | (?P<comment>\#[^\n]*+ | --(?=[\s\x00-\x1f]|\Z)[^\n]*+)
  | (?P<hint>/\*M?!(?P<version>[0-9]{5,6})?)
  | (?P<block>/\*(?:[^*]++|\*(?!/))*+(?:\*/|\Z))
  | (?P<close>\*/)
  | (?P<string>'(?:[^'\\]++|\\.|'')*+(?P<string_end>'|\Z))
  | (?P<double>"(?:[^"\\]++|\\.|"")*+(?P<double_end>"|\Z))
  | (?P<quoted>`(?:[^`]++|``)*+(?P<quoted_end>`|\Z))
  | (?P<literal>[xX]'[0-9A-Fa-f]*+' | [bB]'[01]*+' | 0x[0-9A-Fa-f]++(?![\w$]) | 0b[01]++(?![\w$]))
  | (?P<number>(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][-+]?[0-9]++)?(?![\w$]))
  | (?P<word>[\w$]++)
  | (?P<variable>@@?(?:[\w$.]++|`[^`]*+`|(?<=@)'[^']*+'))
  | (?P<op><=>|->>|->|:=|::|<<|>>|<=|>=|<>|!=|\|\||&&|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "Z": "\x1a", "%": "\\%", "_": "\\_"}
_ESCAPED = re.compile(r"\\(.)|(['\"])\2", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Token:
    """A token: `upper` is its text in capitals for words and operators; the text is `sql[start:end]`."""

    kind: Kind
    text: str
    start: int
    end: int
    upper: str = ""

    @property
    def name(self) -> str:
        """The identifier that a word or quoted token names."""
        if self.kind == "quoted":
            return self.text[1:-1].replace("``", "`")
        if self.kind == "double":
            return self.text[1:-1].replace('""', '"')
        return self.text

    @property
    def value(self) -> str:
        """The characters of a string literal."""
        quote = self.text[0]
        return _ESCAPED.sub(lambda m: _unescape(m, quote), self.text[1:-1])


class UnterminatedError(ValueError):
    """A string, quoted name or comment that is never closed; `offset` is where it starts."""

    def __init__(self, what: str, offset: int) -> None:
        super().__init__(f"{what} is never closed")
        self.offset = offset


def _unescape(match: re.Match[str], quote: str) -> str:
    if match[1] is not None:
        return _ESCAPES.get(match[1], match[1])
    return match[2] if match[2] == quote else match[0]


def tokenize(sql: str, *, version: int = NEWEST, mariadb: bool = True) -> list[Token]:
    """The tokens of one statement and a closing `end` token.

    `/*!NNNNN ... */` is code where `version` (as 80400 for 8.4.0) is at least NNNNN; `/*M! ... */` is code for MariaDB.
    """
    tokens: list[Token] = []
    position, size, opened = 0, len(sql), 0
    while position < size:
        match = _TOKEN.match(sql, position)
        assert match is not None  # the last alternative takes any character
        start, position, group = position, match.end(), match.lastgroup
        if group in {"space", "comment", "block"}:
            continue
        if group in {"hint", "version"}:
            number = int(match["version"] or 0)
            runs = number <= version and (mariadb or not match[0].startswith("/*M"))
            if runs:
                opened += 1
            else:
                closing = sql.find("*/", position)
                if closing < 0:
                    raise UnterminatedError("a comment", start)
                position = closing + 2
            continue
        if group == "close" and opened:
            opened -= 1
            continue
        tokens.append(_token(match, start, position))
    tokens.append(Token("end", "", size, size))
    return tokens


def _token(match: re.Match[str], start: int, end: int) -> Token:
    text = match[0]
    if match["word"] is not None:
        return Token("word", text, start, end, text.upper())
    if match["quoted"] is not None:
        _closed(match["quoted_end"], "a `name`", start)
        return Token("quoted", text, start, end)
    if match["string"] is not None:
        _closed(match["string_end"], "a string", start)
        return Token("string", text, start, end)
    if match["double"] is not None:
        _closed(match["double_end"], "a string", start)
        return Token("double", text, start, end)
    if match["number"] is not None:
        return Token("number", text, start, end)
    if match["literal"] is not None:
        return Token("literal", text, start, end)
    if match["variable"] is not None:
        return Token("variable", text, start, end)
    return Token("op", text, start, end, text)


def _closed(ending: str, what: str, start: int) -> None:
    if not ending:
        raise UnterminatedError(what, start)
