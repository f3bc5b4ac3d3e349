"""What rows a migration itself changes on purpose, as its statements say it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.migrations.rehearse.actions import Action

_NAME = r'(?:"(?:[^"]|"")+"|[\w$]+)'
_UPDATE = re.compile(rf"\bupdate\s+(?:only\s+)?(?:{_NAME}\s*\.\s*)?({_NAME})(.*?)(?=\bupdate\s|;|\Z)", re.I | re.S)
_SETS = re.compile(rf"\(?\s*({_NAME})\s*(?:=|,|\))", re.I)
_DELETE = re.compile(
    rf"\b(?:delete\s+from|truncate(?:\s+table)?|merge\s+into)\s+(?:only\s+)?(?:{_NAME}\s*\.\s*)?({_NAME})", re.I
)


def asked_updates(actions: Sequence[Action], names: Sequence[str]) -> set[str]:
    """The columns that some UPDATE of a table with one of these (bare) names may set."""
    found: set[str] = set()
    for action in actions:
        for update in _UPDATE.finditer(action.sql):
            if _plain(update[1]) in names:
                _, _, assigned = (
                    re.sub(r"\s+", " ", update[2]).partition(" SET ")
                    if " SET " in re.sub(r"\s+", " ", update[2])
                    else re.sub(r"\s+", " ", update[2]).partition(" set ")
                )
                found |= {_plain(name) for name in _SETS.findall(assigned)}
    return found


def asks_to_delete(actions: Sequence[Action], names: Sequence[str]) -> bool:
    """Whether some statement deletes rows of a table with one of these names."""
    return any(_plain(found[1]) in names for action in actions for found in _DELETE.finditer(action.sql))


def _plain(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name.lower()
