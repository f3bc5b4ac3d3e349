"""Texts that match a pattern: a LIKE or GLOB pattern, or a regular expression of the common kind.

What comes out is only a proposal; the engine decides whether it matches.
"""

from __future__ import annotations

import re

_CLASSES = {"d": "0123456789", "w": "abcABC019_", "s": " ", "D": "ab", "W": "-.", "S": "ab1", "m": "", "M": "", "y": ""}
_POSIX = {
    "alpha": "abAB", "digit": "0123456789", "alnum": "abAB01", "lower": "abcdef", "upper": "ABCDEF", "space": " ",
    "xdigit": "0123456789abcdef", "punct": "-.", "word": "ab01_",
}  # fmt: skip
_QUANTIFIER = re.compile(r"([*+?]|\{(\d*)(,?)(\d*)\})[?+]?")
_BRACKET = re.compile(r"\[(\^?)(\]?(?:\[:\w+:\]|\\.|[^\]\\])*)\]")
_LONGEST = 300


def matching_texts(pattern: str) -> list[str]:
    """A few different texts that should match, read once as a regular expression and once with wildcards."""
    texts = [_Generator(pattern, turn).text() for turn in range(6)]
    texts += [_wildcards(pattern, turn) for turn in range(3)]
    return [t for t in dict.fromkeys(texts) if t is not None]


def text_for(pattern: str, number: int) -> str | None:
    """The text with that number for a regular expression, None when it is not understood."""
    return _Generator(pattern, number).text()


def _wildcards(pattern: str, turn: int) -> str:
    letter = "abc"[turn]
    like = pattern.replace("%", letter).replace("_", letter)
    return _globbed(like.replace("*", letter).replace("?", letter) if "[" in pattern else like, turn)


def _globbed(pattern: str, turn: int) -> str:
    def one(match: re.Match[str]) -> str:
        members = _members(match[1], negated=False)
        return members[turn % len(members)] if members else ""

    return re.sub(r"\[([^\]]+)\]", one, pattern)


def _members(text: str, *, negated: bool) -> str:
    """The characters that a bracket expression stands for (some of them when it is negated)."""
    found = ""
    text = re.sub(r"\[:(\w+):\]", lambda m: _keep(m[1]), text)
    at = 0
    while at < len(text):
        character = text[at]
        if character == "\\" and at + 1 < len(text):
            found += _CLASSES.get(text[at + 1], text[at + 1])
            at += 2
        elif text[at + 1 : at + 2] == "-" and at + 2 < len(text):
            low, high = ord(character), ord(text[at + 2])
            found += "".join(chr(c) for c in range(low, min(high, low + 25) + 1))
            at += 3
        else:
            found += character
            at += 1
    if negated:
        return "".join(c for c in "abc019AZ-_. @/" if c not in found)
    return "".join(dict.fromkeys(found))


def _keep(name: str) -> str:
    return _POSIX.get(name, "").replace("-", "\\-")


class _Generator:
    """Walks a regular expression once and writes the shortest or the next text for it; `turn` makes the choices."""

    def __init__(self, pattern: str, turn: int) -> None:
        self._pattern = pattern
        self._at = 0
        self._turn = turn
        self._used = 0

    def text(self) -> str | None:
        """The text, or None when the pattern uses what is not understood."""
        try:
            found = self._alternatives()
        except (IndexError, ValueError):
            return None
        return found if self._at >= len(self._pattern) and len(found) <= _LONGEST else None

    def _alternatives(self) -> str:
        choices = [self._sequence()]
        while self._peek() == "|":
            self._at += 1
            choices.append(self._sequence())
        return choices[self._turn % len(choices)]

    def _peek(self) -> str:
        return self._pattern[self._at : self._at + 1]

    def _sequence(self) -> str:
        text = ""
        while self._peek() and self._peek() not in "|)":
            start = self._at
            piece = self._atom()
            after = self._at
            quantifier = _QUANTIFIER.match(self._pattern, after)
            if quantifier is None:
                text += piece
                continue
            for number in range(self._times(quantifier)):
                self._at = start
                self._used += number > 0
                text += self._atom()
            self._at = quantifier.end()
        return text

    def _times(self, quantifier: re.Match[str]) -> int:
        mark = quantifier[1]
        if mark in "*+?":
            return {"*": self._turn % 3, "+": 1 + self._turn % 3, "?": self._turn % 2}[mark]
        low = int(quantifier[2] or 0)
        high = int(quantifier[4]) if quantifier[4] else (low + 2 if quantifier[3] else low)
        return min(low + self._turn % 2, high, _LONGEST)

    def _atom(self) -> str:
        character = self._pattern[self._at]
        self._at += 1
        if character == "(":
            return self._group()
        if character == "[":
            return self._bracket()
        if character == "\\":
            escaped = self._pattern[self._at]
            self._at += 1
            return self._pick(_CLASSES[escaped]) if escaped in _CLASSES else escaped
        if character in "^$":
            return ""
        return self._pick("abcde1") if character == "." else character

    def _group(self) -> str:
        if self._peek() == "?":
            kind = self._pattern[self._at + 1]
            if kind not in ":":
                raise ValueError("assertion")
            self._at += 2
        text = self._alternatives()
        if self._peek() != ")":
            raise ValueError("unbalanced")
        self._at += 1
        return text

    def _bracket(self) -> str:
        match = _BRACKET.match(self._pattern, self._at - 1)
        if match is None:
            raise ValueError("unbalanced")
        self._at = match.end()
        return self._pick(_members(match[2], negated=bool(match[1])))

    def _pick(self, members: str) -> str:
        self._used += 1
        return members[(self._turn + self._used) % len(members)] if members else ""
