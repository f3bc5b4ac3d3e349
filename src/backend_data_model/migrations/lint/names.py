"""Names in parse trees and in SQL."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import postgast

if TYPE_CHECKING:
    from collections.abc import Iterable

_PLAIN = re.compile(r"[a-z_][a-z0-9_$]*")
LONGEST_NAME = 63
# NO_KEYWORD and UNRESERVED_KEYWORD of libpg_query; others cannot name everything.
_USABLE = (0, 1)
# No keyword of PostgreSQL 18 has a digit (kwlist.h), and none is longer than current_timestamp.
_KEYWORD = re.compile(r"[a-z_]{1,17}")


@lru_cache(maxsize=4096)
def quoted(name: str) -> str:
    """A name as SQL, in double quotes where PostgreSQL's own scanner says that it needs them."""
    if _PLAIN.fullmatch(name) and (not _KEYWORD.fullmatch(name) or _is_usable(name)):
        return name
    return '"' + name.replace('"', '""') + '"'


@lru_cache(maxsize=4096)
def _is_usable(name: str) -> bool:
    return postgast.scan(name).tokens[0].keyword_kind in _USABLE


def parts(node: Any) -> list[str]:
    """The parts of a name in a tree: of a list, a type name or a single string."""
    kind = node.WhichOneof("node")
    if kind == "list":
        return [item.string.sval for item in node.list.items]
    if kind == "type_name":
        return [item.string.sval for item in node.type_name.names]
    if kind == "object_with_args":
        return [item.string.sval for item in node.object_with_args.objname]
    return [node.string.sval]


def dotted(names: Iterable[str]) -> str:
    """Parts of a name as SQL."""
    return ".".join(quoted(name) for name in names)


def generated_name(table: str, *words: str) -> str:
    """A name for a new object, cut in the middle to what PostgreSQL keeps."""
    suffix = "_".join(words)
    return f"{table[: LONGEST_NAME - len(suffix) - 1]}_{suffix}"[:LONGEST_NAME]
