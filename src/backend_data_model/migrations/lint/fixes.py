"""Mechanical changes of a script: insertions and replacements that leave every other character as it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Put `text` in the place of the characters from `start` up to `end` (0-based); equal offsets insert."""

    start: int
    end: int
    text: str


def apply_edits(text: str, groups: Iterable[Sequence[Edit]]) -> tuple[str, int]:
    """The text with each group of edits that overlaps none taken before, and how many groups were taken.

    A group is taken whole or not at all.  The same edit wanted by two groups is made once.
    """
    taken: set[Edit] = set()
    count = 0
    for group in groups:
        new = [edit for edit in group if edit not in taken]
        if any(_overlap(edit, other) for edit in new for other in taken):
            continue
        taken.update(new)
        count += 1
    parts: list[str] = []
    position = 0
    for edit in sorted(taken):
        parts += (text[position : edit.start], edit.text)
        position = edit.end
    return "".join((*parts, text[position:])), count


def _overlap(one: Edit, other: Edit) -> bool:
    if one.start == one.end and other.start == other.end:
        return one.start == other.start
    return one.start < other.end and other.start < one.end
