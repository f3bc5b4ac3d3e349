"""Names as PostgreSQL's own printer writes them, without importing a dialect: for code that prints many of them."""

from __future__ import annotations

import re
from functools import lru_cache

import postgast

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
# libpg_query's kinds of keywords: none, unreserved, column name, type or function name, reserved.
_UNRESERVED = 1


@lru_cache(maxsize=4096)
def quote_name(name: str) -> str:
    """`name` bare when it is plain and no keyword that needs quotes in some place, quoted otherwise."""
    if _PLAIN.fullmatch(name) and all(token.keyword_kind <= _UNRESERVED for token in postgast.scan(name).tokens):
        return name
    return '"' + name.replace('"', '""') + '"'
