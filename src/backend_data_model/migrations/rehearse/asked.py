"""What a migration itself changes on purpose, as its statements say it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backend_data_model.migrations.rehearse.actions import Action

_NAME = r'(?:"(?:[^"]|"")+"|[\w$]+)'
_UPDATE = re.compile(rf"\bupdate\s+(?:only\s+)?(?:{_NAME}\s*\.\s*)?({_NAME})(.*?)(?=\bupdate\s|;|\Z)", re.I | re.S)
_SETS = re.compile(rf"\(?\s*({_NAME})\s*(?:=|,|\))", re.I)
_SET = re.compile(r"\bset\b", re.I)
_DELETE = re.compile(
    rf"\b(?:delete\s+from|truncate(?:\s+table)?|merge\s+into)\s+(?:only\s+)?(?:{_NAME}\s*\.\s*)?({_NAME})", re.I
)
_USING = re.compile(
    rf"\balter\s+(?:column\s+)?({_NAME})\s+(?:set\s+data\s+)?type\s+(?:(?!\balter\s).)*?\busing\b", re.I | re.S
)
_RENAME = re.compile(rf"\brename\s+(?:column\s+)?({_NAME})\s+to\s+({_NAME})", re.I)
_DROP = re.compile(r"\bdrop\b[^;]*", re.I)
_WORD = re.compile(_NAME)


def asked_updates(actions: Sequence[Action], names: Sequence[str]) -> set[str]:
    """The columns that some UPDATE of a table with one of these (bare) names may set, or a type change with USING.

    A column that is given another name afterwards counts under both.
    """
    found: set[str] = set()
    renamed: list[tuple[str, str]] = []
    for action in actions:
        for update in _UPDATE.finditer(action.sql):
            if _plain(update[1]) in names:
                found.update(_assigned(update[2]))
        if set(_words(action.sql)) & set(names):
            found.update(_plain(change[1]) for change in _USING.finditer(action.sql))
            renamed += [(_plain(one[1]), _plain(one[2])) for one in _RENAME.finditer(action.sql)]
    for old, new in renamed:
        if old in found:
            found.add(new)
    return found


def asks_to_delete(actions: Sequence[Action], names: Sequence[str]) -> bool:
    """Whether some statement deletes rows of a table with one of these names."""
    return any(_plain(found[1]) in names for action in actions for found in _DELETE.finditer(action.sql))


def asks_to_drop(actions: Sequence[Action], name: str) -> bool:
    """Whether some statement drops what has this (bare) name, or all of a schema."""
    for action in actions:
        for found in _DROP.finditer(action.sql):
            words = list(_words(found[0]))
            if name in words or {"schema", "owned"} & set(words[1:2]):
                return True
    return False


def _assigned(rest: str) -> Iterator[str]:
    """The columns that stand after SET."""
    word = _SET.search(rest)
    if word is not None:
        yield from (_plain(name) for name in _SETS.findall(rest[word.end() :]))


def _words(sql: str) -> Iterator[str]:
    return (_plain(word) for word in _WORD.findall(sql))


def _plain(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name.lower()
