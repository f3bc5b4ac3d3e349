"""What verification asks of an engine, and what it gets back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backend_data_model.indexing.candidate import Candidate


@dataclass(slots=True)
class Built:
    """A candidate that exists in the scratch database; `bytes` is its size there, `rank` its place in fixed order."""

    candidate: Candidate
    name: str
    rank: int
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the planner says of all calls of a query together.

    `cost` is the sum of the total costs in the planner's units, `used` the names of built candidates in the plans,
    `plans` one line for each call, `signature` is equal for equal plans.
    """

    cost: float
    used: frozenset[str]
    plans: tuple[str, ...]
    signature: str


class TrialError(Exception):
    """The engine refuses: the message is its own."""


class Trial(Protocol):
    """A scratch database with data.  `present` names the built candidates that exist for a question; the others are as
    if they had never been made.
    """

    label: str

    def build(self, candidate: Candidate, rank: int) -> Built:
        """Create the index; TrialError where the engine refuses it."""

    def settle(self, tables: Iterable[str]) -> None:
        """After building: statistics of expressions."""

    def explain(self, calls: Sequence[str], present: frozenset[str]) -> Estimate:
        """The planner's view; TrialError where a call cannot be planned."""

    def time(self, calls: Sequence[str], present: frozenset[str], enough_ms: float = math.inf) -> float:
        """Milliseconds of all calls together, the fastest of warm runs; infinity where a call exceeds the time limit.

        A call whose first run takes more than `enough_ms` is not run again: that time, too long anyway, counts.
        """

    def drop(self, names: Iterable[str]) -> None:
        """Remove built candidates for good."""
