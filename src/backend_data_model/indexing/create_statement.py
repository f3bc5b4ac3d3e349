"""CREATE INDEX for a candidate, with a name that nothing in the schema has."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from backend_data_model.engines.postgresql.quote_name import quote_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backend_data_model.indexing.candidate import Candidate, Key

_LONGEST = 63


class IndexNames:
    """Gives names of at most 63 bytes, none of them twice."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)

    def take(self, made: Candidate) -> str:
        """A name for the index: its table, its keys, and a hash where that is too long or taken."""
        words = [_word(key) for key in made.keys]
        where = ["where", *(name for c in made.where for name in c.columns)] if made.where else []
        name = "_".join(["index", made.table.name, "on", "_and_".join(words), *where])
        stem, number = name.encode()[: _LONGEST - 7].decode(errors="ignore").rstrip("_"), 0
        while len(name.encode()) > _LONGEST or name in self._taken:
            mark = hashlib.sha256(f"{create_index(made, '')}{number or ''}".encode()).hexdigest()[:6]
            name, number = f"{stem}_{mark}", number + 1
        self._taken.add(name)
        return name


def _word(key: Key) -> str:
    return key.column or "_".join(re.findall(r"[A-Za-z0-9]+", re.sub(r"::\w+", "", key.text))).lower()


def create_index(made: Candidate, name: str) -> str:
    """The statement, every name quoted where it has to be."""
    table = quote_name(made.table.name)
    if made.table.schema:
        table = f"{quote_name(made.table.schema)}.{table}"
    method = "" if made.method == "btree" else f" USING {made.method}"
    title = f" {quote_name(name)}" if name else ""
    text = f"CREATE INDEX{title} ON {table}{method} ({', '.join(_key(key) for key in made.keys)})"
    if made.include:
        text += f" INCLUDE ({', '.join(quote_name(name) for name in made.include)})"
    if made.options:
        text += f" WITH ({made.options})"
    if made.where:
        text += f" WHERE {' AND '.join(_condition(c.sql) for c in made.where)}"
    return text


def _condition(sql: str) -> str:
    return f"({sql})" if re.search(r"\b(or|and)\b", sql, re.IGNORECASE) else sql


def _key(key: Key) -> str:
    text = key.text if key.column or re.fullmatch(r"\w+\([^()]*\)", key.text) else f"({key.text})"
    if key.opclass:
        text += f" {key.opclass}"
    if key.descending:
        text += " DESC"
    if key.nulls_first != key.descending:
        text += " NULLS FIRST" if key.nulls_first else " NULLS LAST"
    return text
