"""Other names for columns inside definitions that the server printed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_TOKEN = re.compile(
    r"""(?P<string>E?'(?:[^']|'')*')|(?P<name>"(?:[^"]|"")*"|[^\W\d][\w$]*)|(?P<other>\s+|.)""", re.DOTALL
)
# After these a word is part of a type or a collation, not a column.
_BEFORE_TYPES = {"with", "without", "time", "collate", "double", "character", "bit"}


def with_columns(definition: str, columns: Mapping[str, str]) -> str:
    """The definition with other columns: `columns` maps quoted names to quoted names.

    A word is a column unless it is qualified, called as a function, or the name of a type in a cast.
    """
    found = list(_TOKEN.finditer(definition))
    said, before, word_before = [], "", ""
    for match in found:
        text = match.group()
        if match.lastgroup == "name" and text in columns:
            follows = definition[match.end() :].lstrip()[:1]
            qualified = before.endswith((".", "::")) or follows in {"(", "."}
            if not qualified and word_before not in _BEFORE_TYPES:
                text = columns[text]
        said.append(text)
        if match.lastgroup == "name":
            word_before, before = match.group().lower(), ""
        elif not match.group().isspace():
            before = before + match.group()
            word_before = ""
    return "".join(said)
