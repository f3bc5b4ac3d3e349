"""What can be told from an expression's text without a parser: the names in it, and what stands inside a subquery."""

from __future__ import annotations

import re
from functools import lru_cache

_TOKEN = re.compile(
    r"""(?P<string>[eE]?'(?:[^']|'')*')
    |(?P<quoted>"(?:[^"]|"")*"|`(?:[^`]|``)*`)
    |(?P<name>[^\W\d][\w$]*)
    |(?P<other>::|<>|!=|<=|>=|[^\s])""",
    re.VERBOSE,
)
_NOT_NULL = re.compile(r"(?is)^\s*(?P<name>\"(?:[^\"]|\"\")+\"|`[^`]+`|[^\W\d][\w$]*)\s+is\s+not\s+null\s*$")


@lru_cache(maxsize=4096)
def words(expression: str) -> tuple[str, ...]:
    """The tokens of an expression: strings as they stand, names lower-cased and unquoted, operators."""
    found: list[str] = []
    for match in _TOKEN.finditer(expression):
        text = match.group()
        if match.lastgroup == "quoted":
            text = text[1:-1].lower() or '""'
        elif match.lastgroup == "name":
            text = text.lower()
        found.append(text)
    return tuple(found)


def mentions(expression: str, name: str) -> bool:
    """Whether `name` stands in the expression outside of strings (letter case does not matter)."""
    return name.lower() in words(expression)


def not_null_columns(where: str) -> set[str] | None:
    """The columns of a WHERE made only of `column IS NOT NULL` joined by AND; None when it says anything else."""
    found: set[str] = set()
    for part in re.split(r"(?i)\band\b", where):
        match = _NOT_NULL.match(_without_parentheses(part))
        if match is None:
            return None
        found.add(match["name"].strip('"`').lower())
    return found


def _without_parentheses(text: str) -> str:
    return text.replace("(", " ").replace(")", " ")


def calls_outside_subqueries(expression: str, functions: frozenset[str]) -> list[str]:
    """The functions of that set that are called outside of `(select ...)`, each once, in order.

    A function is given by its name, or as `schema.name`.
    """
    return [name for name, inside in _calls(expression, functions) if not inside]


def calls(expression: str, functions: frozenset[str]) -> list[str]:
    """The functions of that set that are called anywhere in the expression."""
    return [name for name, _ in _calls(expression, functions)]


def _calls(expression: str, functions: frozenset[str]) -> list[tuple[str, bool]]:
    tokens = words(expression)
    selects: list[bool] = []
    found: dict[tuple[str, bool], None] = {}
    for place, token in enumerate(tokens):
        if token == "(":
            selects.append(place + 1 < len(tokens) and tokens[place + 1] == "select")
        elif token == ")" and selects:
            selects.pop()
        elif place + 1 < len(tokens) and tokens[place + 1] == "(":
            qualified = ".".join((tokens[place - 2], token)) if place > 1 and tokens[place - 1] == "." else token
            name = next((name for name in (qualified, token) if name in functions), None)
            if name is not None:
                found[name, any(selects)] = None
    return list(found)


def names_outside_subqueries(expression: str) -> list[str]:
    """The words of an expression that do not stand inside `(select ...)`, in order."""
    selects: list[bool] = []
    outside: list[str] = []
    tokens = words(expression)
    for place, token in enumerate(tokens):
        if token == "(":
            selects.append(place + 1 < len(tokens) and tokens[place + 1] == "select")
        elif token == ")" and selects:
            selects.pop()
        elif not any(selects):
            outside.append(token)
    return outside
