"""Arguments of a call in Ruby, as far as they are literals: symbols, strings, numbers, arrays, hashes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

_BLANK = re.compile(r"(?:[ \t]|#[^{\n][^\n]*)*")
_LINES = re.compile(r"(?:\s|#[^{\n][^\n]*)*")
_KEY = re.compile(r"(\w+):(?!:)\s*|:(\w+)\s*=>\s*")
_SCALAR = re.compile(
    r""":(?P<symbol>\w+)|:?"(?P<double>(?:[^"\\#]|\\.|\#(?!\{))*)"|'(?P<single>(?:[^'\\]|\\.)*)'"""
    r"""|(?P<number>-?\d[\d_]*(?:\.\d+)?)(?![\w.])|(?P<word>true|false|nil)\b""",
    re.VERBOSE,
)
_LAMBDA = re.compile(r"""->\s*\{\s*(?:"([^"#]*)"|'([^']*)')\s*\}""")
_WORDS = re.compile(r"%[iw]\[([^\]]*)\]")


class NotLiteralError(Exception):
    """An argument that is only known while the migration runs."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A default that is SQL: `-> { "now()" }`."""

    sql: str


@dataclass(slots=True)
class Arguments:
    """The arguments by place and by name, and where they end in the text."""

    values: list[Any] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)
    end: int = 0


def read_arguments(text: str, start: int) -> Arguments:
    """The arguments that begin at an offset, with or without parentheses.  NotLiteralError for what is no literal."""
    found = Arguments()
    at = _blank(text, start)
    closing = text[at : at + 1] == "("
    at = _lines(text, at + 1) if closing else at
    while at < len(text) and text[at] not in ")\n" and not re.compile(r"do\b|\{").match(text, at):
        key = _KEY.match(text, at)
        value, at = _value(text, key.end() if key else at)
        if key:
            found.options[key[1] or key[2]] = value
        else:
            found.values.append(value)
        at = _lines(text, at) if closing else _blank(text, at)
        if text[at : at + 1] != ",":
            break
        at = _lines(text, at + 1)
    if closing and text[at : at + 1] != ")":
        raise NotLiteralError
    found.end = at + closing
    rest = text[found.end : (text.find("\n", found.end) + 1 or len(text) + 1) - 1].split("#")[0].strip()
    if rest and not re.match(r"do\b|\{|;|\}|end\b", rest):
        raise NotLiteralError
    return found


def _blank(text: str, at: int) -> int:
    return _BLANK.match(text, at).end()  # type: ignore[union-attr]


def _lines(text: str, at: int) -> int:
    return _LINES.match(text, at).end()  # type: ignore[union-attr]


def _value(text: str, at: int) -> tuple[Any, int]:
    scalar = _SCALAR.match(text, at)
    if scalar:
        return _scalar(scalar), scalar.end()
    sql = _LAMBDA.match(text, at)
    if sql:
        return Expression(sql[1] if sql[1] is not None else sql[2]), sql.end()
    words = _WORDS.match(text, at)
    if words:
        return words[1].split(), words.end()
    if text[at : at + 1] in {"[", "{"}:
        return _collection(text, at)
    raise NotLiteralError


def _scalar(match: re.Match[str]) -> Any:
    if match["number"] is not None:
        number = match["number"].replace("_", "")
        return float(number) if "." in number else int(number)
    if match["word"] is not None:
        return {"true": True, "false": False, "nil": None}[match["word"]]
    for group in ("symbol", "double", "single"):
        if match[group] is not None:
            return re.sub(r"\\(.)", r"\1", match[group]) if group != "symbol" else match[group]
    raise NotLiteralError


def _collection(text: str, at: int) -> tuple[Any, int]:
    hashed = text[at] == "{"
    closing = "}" if hashed else "]"
    pairs: dict[str, Any] = {}
    items: list[Any] = []
    at = _lines(text, at + 1)
    while text[at : at + 1] != closing:
        key = _KEY.match(text, at) if hashed else None
        if hashed and key is None:
            raise NotLiteralError
        value, at = _value(text, key.end() if key else at)
        if key:
            pairs[key[1] or key[2]] = value
        else:
            items.append(value)
        at = _lines(text, at)
        if text[at : at + 1] == ",":
            at = _lines(text, at + 1)
        elif text[at : at + 1] != closing:
            raise NotLiteralError
    return (pairs if hashed else items), at + 1
