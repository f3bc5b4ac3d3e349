"""How names are made: words, letter case, plural."""

from __future__ import annotations

import re
from functools import lru_cache

_SNAKE = re.compile(r"[a-z_][a-z0-9_]*")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_]+")
_UNCOUNTED_TEXT = """
    data metadata media news staff equipment information inventory history feedback content software hardware
    stock series species audit outbox inbox config auth cache queue
"""
_UNCOUNTED = frozenset(_UNCOUNTED_TEXT.split())

_IRREGULAR = {
    "people": "person",
    "children": "child",
    "men": "man",
    "women": "woman",
    "criteria": "criterion",
    "phenomena": "phenomenon",
    "indices": "index",
    "matrices": "matrix",
    "vertices": "vertex",
    "appendices": "appendix",
    "analyses": "analysis",
    "diagnoses": "diagnosis",
    "bases": "base",
    "mice": "mouse",
    "feet": "foot",
    "teeth": "tooth",
    "movies": "movie",
    "cookies": "cookie",
    "calories": "calorie",
    "caches": "cache",
    "shoes": "shoe",
    "axes": "axis",
    "quizzes": "quiz",
}
_SINGULAR_IN_S_TEXT = """
    alias bias canvas atlas lens gas chaos sms mms dns gps os
"""
_SINGULAR_IN_S = frozenset(_SINGULAR_IN_S_TEXT.split())
_PLURALS = tuple(
    (re.compile(pattern), ending)
    for pattern, ending in (
        (r"(?<=...)ies$", "y"),
        (r"(?<=ss)es$", ""),
        (r"(?<=[^aeou]us)es$", ""),
        (r"(?<=ias)es$", ""),
        (r"(?<=[xc]h)es$|(?<=sh)es$|(?<=x)es$", ""),
        (r"(?<=..o)es$", ""),
        (r"(?<=al)ves$|(?<=el)ves$|(?<=lea)ves$|(?<=loa)ves$|(?<=ol)ves$", "f"),
        (r"(?<=kni)ves$|(?<=wi)ves$", "fe"),
    )
)


def is_snake_case(name: str) -> bool:
    """Whether the name is lower-case words joined by underscores."""
    return _SNAKE.fullmatch(name) is not None


@lru_cache(maxsize=8192)
def name_words(name: str) -> tuple[str, ...]:
    """The words of a name in lower case: `orderLine`, `OrderLine` and `order_line` are `order`, `line`."""
    return tuple(word.lower() for word in _WORD.findall(name))


@lru_cache(maxsize=8192)
def singular(word: str) -> str | None:
    """The singular of a lower-case English word; None when it does not look like a plural.

    Rules of spelling and a list of exceptions, enough for the names of tables.
    """
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 3 or not word.endswith("s") or word in _SINGULAR_IN_S or word.endswith(("ss", "us", "is")):
        return None
    for pattern, ending in _PLURALS:
        if pattern.search(word):
            return pattern.sub(ending, word)
    return word[:-1]


def is_singular(name: str) -> bool:
    """Whether the last word of a table's name is a singular that has a plural (`order`, not `orders` or `metadata`)."""
    words = [word for word in name_words(name) if not word.isdigit()]
    if not words or words[-1] in _UNCOUNTED or len(words[-1]) < 3:
        return False
    return words[-1].isascii() and singular(words[-1]) is None


def same_thing(name: str, table: str) -> bool:
    """Whether `name` is the singular, or the very name, of a table (`order_line` of `order_lines`)."""
    left, right = name_words(name), name_words(table)
    if left == right:
        return True
    if not left or not right or left[:-1] != right[:-1]:
        return False
    return singular(right[-1]) == left[-1]
