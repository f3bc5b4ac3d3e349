"""libpg_query's parser behind a guard: what it cannot be given safely is an error, not a crash.

Its C code recurses over the parse tree without a limit: 100,000 chained operators overflow an 8 MB stack (libpg_query
18.0, measured; 20,000 do not, and printing a tree back overflows at about 5,000).
"""

from __future__ import annotations

import contextlib
import re
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

import postgast
from postgast import pg_query_pb2 as pb

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_OPERATORS = 8_000
_MOST_LEVELS = 4_000
# A shorter statement cannot nest deeper than that.
_ALWAYS_SAFE = 3_000
_QUOTED = re.compile(r"'[^']*+(?:''[^']*+)*+'|\"[^\"]*+\"|--[^\n]*|\$(\w*)\$.*?\$\1\$", re.DOTALL)
_OPERATOR = re.compile(r"[-+*/<>=~!@#%^&|?:\[]+|\b(?:union|except|intersect|join|not|is|like|in|case)\b", re.IGNORECASE)
_PARENTHESIS = re.compile(r"[()]")


class UnreadableError(Exception):
    """A statement that cannot be parsed; `refused` when PostgreSQL refuses it, not when only we cannot read it."""

    def __init__(self, message: str, *, refused: bool) -> None:
        super().__init__(message)
        self.refused = refused


def parse(sql: str) -> postgast.ParseResult:
    """The parse tree of one or more statements; UnreadableError for what is no SQL or nested too deeply."""
    if "\0" in sql:
        raise UnreadableError("the statement has a NUL character", refused=True)
    if len(sql) > _ALWAYS_SAFE and _nesting_bound(sql) > _MOST_OPERATORS:
        raise UnreadableError(f"the statement has more than {_MOST_OPERATORS} operators or levels", refused=False)
    _allow_deep_trees()
    try:
        tree = postgast.parse(sql)
    except postgast.PgQueryError as error:
        raise UnreadableError(error.message, refused=True) from error
    except UnicodeEncodeError as error:
        raise UnreadableError("the statement is no valid Unicode", refused=True) from error
    except _decode_error() as error:
        raise UnreadableError("the statement is nested too deeply", refused=False) from error
    if len(sql) > _ALWAYS_SAFE and _depth(tree) > _MOST_LEVELS:
        raise UnreadableError(f"the statement is nested more than {_MOST_LEVELS} levels deep", refused=False)
    return tree


def _nesting_bound(sql: str) -> int:
    """How deep the tree can be at most: parentheses nest, and a chain of operators is a tree as deep as it is long."""
    plain = _QUOTED.sub("''", sql)
    depth = deepest = 0
    for parenthesis in _PARENTHESIS.findall(plain):
        depth += 1 if parenthesis == "(" else -1
        deepest = max(deepest, depth)
    return deepest + sum(1 for _ in _OPERATOR.finditer(plain))


def _depth(tree: Any) -> int:
    deepest, left = 0, [(tree, 1)]
    while left:
        message, level = left.pop()
        deepest = max(deepest, level)
        left.extend((child, level + 1) for child in _children(message))
    return deepest


def _children(message: Any) -> Iterator[Any]:
    for descriptor, value in message.ListFields():
        if descriptor.message_type is not None:
            yield from (value,) if hasattr(value, "ListFields") else value


def messages(tree: Any) -> Iterator[Any]:
    """Every message of a parse tree from the top down, the tree itself included; wrappers of type Node are left out."""
    left = [tree]
    while left:
        message = left.pop()
        if not isinstance(message, pb.Node):
            yield message
        left.extend(reversed(list(_children(message))))


def _decode_error() -> type[Exception]:
    error: type[Exception] = import_module("google.protobuf.message").DecodeError
    return error


@lru_cache(maxsize=1)
def _allow_deep_trees() -> None:
    """Protobuf stops at 100 levels, which a chain of 50 operators has; the switch is the only way to more."""
    with contextlib.suppress(ImportError, AttributeError):
        import_module("google._upb._message").SetAllowOversizeProtos(True)
