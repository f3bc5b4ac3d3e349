"""Columns that take over from others, as comments of the new schema say: splits, merges, and the way back.

    first_name text, -- bdm: split from full_name using split_part(full_name, ' ', 1)
    full_name text,  -- bdm: merged from first_name, last_name using concat_ws(' ', first_name, last_name)
    -- bdm: back full_name using concat_ws(' ', first_name, last_name)

The first two belong to a column as a rename does; `using` is SQL over the columns that are named after `from`.  The
third stands anywhere within the table and names a column of the old schema, its SQL the columns that take over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from backend_data_model.model.errors import InputError

_NAME = r'(?:"(?:[^"]|"")*"|`(?:[^`]|``)*`|[^\W\d][\w$]*)'
_DERIVED = re.compile(
    rf"bdm:\s*(?:split|merged)\s+from\s+(?P<sources>{_NAME}(?:\s*,\s*{_NAME})*)\s+using\s+(?P<expression>.+)",
    re.IGNORECASE | re.DOTALL,
)
_BACK = re.compile(rf"bdm:\s*back\s+(?P<column>{_NAME})\s+using\s+(?P<expression>.+)", re.IGNORECASE | re.DOTALL)
_MEANT = re.compile(r"bdm:\s*(?P<word>split|merged?|back)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Derivation:
    """From which old columns, without quotes, a new one is computed, and how."""

    sources: tuple[str, ...]
    expression: str


@dataclass(frozen=True, slots=True)
class Back:
    """How an old column is computed from the new ones."""

    column: str
    expression: str


def read_derivation(comment: str) -> Derivation | Back | None:
    """What a comment says about where values come from; None for one that says something else.

    Raises InputError for one that begins so and does not go on as it must.
    """
    meant = _MEANT.search(comment)
    if meant is None:
        return None
    text = comment.removesuffix("*/").rstrip()
    if found := _DERIVED.search(text):
        sources = tuple(_unquoted(name) for name in re.findall(_NAME, found["sources"]))
        return Derivation(sources, found["expression"].strip())
    if found := _BACK.search(text):
        return Back(_unquoted(found["column"]), found["expression"].strip())
    raise InputError(
        f"this hint cannot be read: {comment.strip()}",
        help="write `-- bdm: split from OLD using SQL`, `-- bdm: merged from A, B using SQL` or "
        "`-- bdm: back OLD using SQL`",
    )


def _unquoted(name: str) -> str:
    return name[1:-1].replace(name[0] * 2, name[0]) if name[0] in {'"', "`"} else name
