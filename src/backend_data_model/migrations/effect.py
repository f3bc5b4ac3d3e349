"""What one statement does to the relations that exist before it: locks, work, and how much that hurts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from backend_data_model.migrations.locks import LockMode

if TYPE_CHECKING:
    from backend_data_model.migrations.locks import Lock

_FELT = frozenset({"table", "materialized view"})
Hazard = Literal["none", "brief_write_block", "brief_access_exclusive", "high", "critical"]


@dataclass(frozen=True, slots=True)
class Effect:
    """The effect of a statement.  Relations are named with their schema; only those that existed before count.

    `locks` has the strongest mode per relation (tables, indexes, sequences, views).  `rewrites` are tables whose
    storage is written anew, `scans` those read as a whole, `index_builds` the indexes built (the table where a new
    index has no name yet).  `transactional` is False where the statement refuses to run in a transaction block, and
    None where it always fails.  `reasons` say in plain words what decided.  `unknown` says what cannot be told;
    what is given then is only a part.
    """

    locks: tuple[Lock, ...] = ()
    rewrites: tuple[str, ...] = ()
    scans: tuple[str, ...] = ()
    index_builds: tuple[str, ...] = ()
    transactional: bool | None = True
    reasons: tuple[str, ...] = field(default=(), compare=False)
    unknown: str | None = None

    @property
    def works(self) -> bool:
        """Whether its duration grows with the rows."""
        return bool(self.rewrites or self.scans or self.index_builds)

    @property
    def strongest(self) -> LockMode | None:
        """The strongest lock it takes on any relation."""
        return max((lock.mode for lock in self.locks), default=None)

    @property
    def blocking(self) -> LockMode | None:
        """The strongest lock that users of tables feel.

        A planner locks all indexes of a table that it reads, so that a locked index blocks its table's readers; an
        index that CONCURRENTLY locks in the end is no longer in use then.  Views and sequences are not counted.
        """
        felt = [lock.mode for lock in self.locks if lock.kind in _FELT]
        if self.transactional is not False:
            felt += [
                lock.mode for lock in self.locks if lock.kind == "index" and lock.mode is LockMode.ACCESS_EXCLUSIVE
            ]
        elif any(mode >= LockMode.SHARE for mode in felt):
            felt += [lock.mode for lock in self.locks if lock.kind == "index"]
        return max(felt, default=None)

    @property
    def hazard(self) -> Hazard:
        """`critical`: ACCESS EXCLUSIVE with work; `high`: writes blocked with work; `brief_*`: no work."""
        strongest = self.blocking
        if strongest is None or not strongest.blocks_writes:
            return "none"
        if strongest is LockMode.ACCESS_EXCLUSIVE:
            return "critical" if self.works else "brief_access_exclusive"
        return "high" if self.works else "brief_write_block"
