"""The names that were given to constraints and indexes, and the form of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.names import name_words
from backend_data_model.reviewer.facts.options import implicit_indexes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.model.position import Position
    from backend_data_model.model.schema import Table

KINDS = {
    "foreign key": "foreign keys",
    "unique constraint": "unique keys",
    "check": "checks",
    "index": "indexes",
}
UNMARKED = "..."
_MARKS_TEXT = """
    fk fkey foreign ref uq uk ux uniq unique unq key ck chk check cc con constraint ix idx index ind i pk pkey
    primary excl
"""
_MARKS = frozenset(_MARKS_TEXT.split())


@dataclass(frozen=True, slots=True)
class NamedObject:
    """A constraint or index with a name of its own."""

    name: str
    kind: str
    position: Position | None


def named_objects(table: Table) -> Iterator[NamedObject]:
    """The constraints and indexes of a table to which somebody gave a name."""
    implicit = implicit_indexes(table)
    for key in table.foreign_keys:
        if key.name:
            yield NamedObject(key.name, "foreign key", key.position)
    for unique in table.uniques:
        if unique.name:
            yield NamedObject(unique.name, "unique constraint", unique.position)
    for check in table.checks:
        if check.name:
            yield NamedObject(check.name, "check", check.position)
    for index in table.indexes:
        if index.name and index.name not in implicit:
            yield NamedObject(index.name, "unique constraint" if index.unique else "index", index.position)


def name_form(item: NamedObject) -> str:
    """How a name begins or ends: `fk_...`, `..._fkey`, or UNMARKED when neither end says what it is."""
    words = name_words(item.name)
    if words and words[0] in _MARKS:
        return f"{words[0]}_..."
    if words and words[-1] in _MARKS:
        return f"..._{words[-1]}"
    while words and words[-1].isdigit():
        words = words[:-1]
    return f"..._{words[-1]}" if words and words[-1] in _MARKS else UNMARKED
