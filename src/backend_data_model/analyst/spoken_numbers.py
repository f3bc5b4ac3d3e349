"""Layer 2, numbers as people say them: "a hundred", "half a dozen", "half an hour", "two and a half"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from backend_data_model.analyst.lexicon.units import UNITS, unit_of

if TYPE_CHECKING:
    from backend_data_model.analyst.tokens import Token

_ARTICLES = frozenset({"a", "an"})
_LARGE = frozenset({"hundred", "thousand", "million", "billion", "dozen"})
_BOUND = frozenset({"least", "most", "than", "between", "exceed", "exceeds"})
_OPENINGS = _ARTICLES | {"half", "quarter", "dozen", "dozens", "and", "quarters"}


def join_spoken_numbers(tokens: list[Token]) -> list[Token]:
    """The tokens with every such number as one, its value told."""
    if not any(token.lower in _OPENINGS for token in tokens):
        return tokens
    found: list[Token] = []
    i = 0
    while i < len(tokens):
        taken = _taken(tokens, i, found[-1].lower if found else "")
        if taken is None:
            found.append(tokens[i])
            i += 1
            continue
        count, value = taken
        found.append(_joined(tokens[i : i + count], value))
        i += count
        if _words(tokens, i + 1, 3) == ("and", "a", "half") and i < len(tokens) and unit_of(tokens[i].lower):
            found[-1].value = value + 0.5
            found.append(replace(tokens[i], text=_text(tokens[i : i + 4]), end=tokens[i + 3].end))
            i += 4
    return found


def _taken(tokens: list[Token], i: int, before: str) -> tuple[int, float] | None:
    """How many tokens from `i` on are one spoken number, and its value."""
    token = tokens[i]
    one, two, three = (tokens[k].lower if k < len(tokens) else "" for k in (i + 1, i + 2, i + 3))
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    if token.lower in _ARTICLES and after is not None:
        if after.value is not None and one.split()[0] in _LARGE:
            return 2, after.value
        if one == "quarter" and two == "of" and three in _ARTICLES:
            return 4, 0.25
        if (before in _BOUND or _words(tokens, i + 2, 3) == ("and", "a", "half")) and _named_unit(one):
            return 1, 1.0
    elif token.lower == "half" and one in _ARTICLES:
        if two == "dozen":
            return 3, 6.0
        if _named_unit(two):
            return 2, 0.5
    elif token.value is not None and token.lower not in {"once", "twice"}:
        if one in {"dozen", "dozens"}:
            return 2, token.value * 12
        if (one, two, three) == ("and", "a", "half"):
            return 4, token.value + 0.5
        if one in {"quarter", "quarters"} and two == "of" and three in _ARTICLES:
            return 4, token.value / 4
        if token.lower == "dozen":
            return 1, 12.0
    return None


def _named_unit(word: str) -> bool:
    """Whether a word is the full name of a unit ("hour"), which people count by."""
    return word in UNITS and len(word) > 3


def _words(tokens: list[Token], start: int, count: int) -> tuple[str, ...]:
    return tuple(token.lower for token in tokens[start : start + count])


def _joined(tokens: list[Token], value: float) -> Token:
    text = _text(tokens)
    return replace(tokens[0], text=text, lower=text.lower(), end=tokens[-1].end, value=value)


def _text(tokens: list[Token]) -> str:
    return " ".join(token.text for token in tokens)
