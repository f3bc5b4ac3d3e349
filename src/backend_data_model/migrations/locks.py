"""Lock modes of PostgreSQL tables: their strength, and which of them wait for each other (manual 13.3.1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

RelationKind = Literal["table", "index", "view", "materialized view", "sequence", "composite type"]


class LockMode(IntEnum):
    """The eight table-level modes, weakest first."""

    ACCESS_SHARE = 1
    ROW_SHARE = 2
    ROW_EXCLUSIVE = 3
    SHARE_UPDATE_EXCLUSIVE = 4
    SHARE = 5
    SHARE_ROW_EXCLUSIVE = 6
    EXCLUSIVE = 7
    ACCESS_EXCLUSIVE = 8

    def __str__(self) -> str:
        return self.name.replace("_", " ")

    @property
    def blocks_reads(self) -> bool:
        """Whether a plain SELECT waits for it."""
        return self is LockMode.ACCESS_EXCLUSIVE

    @property
    def blocks_writes(self) -> bool:
        """Whether INSERT, UPDATE and DELETE (ROW EXCLUSIVE) wait for it."""
        return self >= LockMode.SHARE

    def conflicts_with(self, other: LockMode) -> bool:
        """Whether one waits for the other; the relation is symmetric."""
        return other in _CONFLICTS[self]


def _conflicts() -> dict[LockMode, frozenset[LockMode]]:
    stronger_than = {
        LockMode.ACCESS_SHARE: {8},
        LockMode.ROW_SHARE: {7, 8},
        LockMode.ROW_EXCLUSIVE: {5, 6, 7, 8},
        LockMode.SHARE_UPDATE_EXCLUSIVE: {4, 5, 6, 7, 8},
        LockMode.SHARE: {3, 4, 6, 7, 8},
        LockMode.SHARE_ROW_EXCLUSIVE: {3, 4, 5, 6, 7, 8},
        LockMode.EXCLUSIVE: {2, 3, 4, 5, 6, 7, 8},
        LockMode.ACCESS_EXCLUSIVE: {1, 2, 3, 4, 5, 6, 7, 8},
    }
    return {mode: frozenset(LockMode(number) for number in numbers) for mode, numbers in stronger_than.items()}


_CONFLICTS = _conflicts()


@dataclass(frozen=True, slots=True, order=True)
class Lock:
    """A lock on one relation; the name is qualified with its schema (`app.orders`)."""

    relation: str
    mode: LockMode
    kind: RelationKind = field(default="table", compare=False)
