"""Which indexes serve a query best, and which few serve a workload.

Times decide first, because costs mislead between kinds of index (measured on PostgreSQL 15: a GiST index of cost 8.6
took 4.4 ms, a B-tree of cost 135 took 0.12 ms); differences below the noise of timing never do.  Among those as fast as
the fastest the planner's cost decides, then size, then a fixed order.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backend_data_model.indexing.workload.weigh import NEGLIGIBLE_SHARE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from backend_data_model.indexing.verification.trial import Built, Estimate, Trial
    from backend_data_model.indexing.workload.weigh import Weight

NOISE = 1.15
NOISE_MS = 0.05
# A change of cost that no one would feel, as a share of the cost without the index.
_COST_SLACK = 0.0003
# How many times the best time, caches being cold in a first run, leaves no hope.
_HOPELESS = 3
_WORTH = 0.75
_MUCH_SMALLER = 20


@dataclass(slots=True)
class Case:
    """One query: its calls with values, the tables that it reads, and the built candidates that were made for it.

    `weight` is None where the workload does not say how long queries ran.
    """

    name: str
    calls: list[str]
    tables: frozenset[str]
    options: list[str] = field(default_factory=list)
    weight: Weight | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A query with a set of indexes; `ms` is infinite where it exceeded the time limit."""

    estimate: Estimate
    ms: float

    @property
    def used(self) -> frozenset[str]:
        """The built candidates in its plans."""
        return self.estimate.used


class Measurements:
    """Explains and times, each combination once: the same plan takes the same time."""

    def __init__(self, trial: Trial, built: Mapping[str, Built], deadline: Callable[[], bool]) -> None:
        self.trial = trial
        self.built = built
        self.is_late = deadline
        self._estimates: dict[tuple[str, frozenset[str]], Estimate] = {}
        self._times: dict[tuple[str, str], float] = {}

    def estimate(self, case: Case, present: frozenset[str]) -> Estimate:
        """The planner's view of a query."""
        present = self._near(case, present)
        key = case.name, present
        if key not in self._estimates:
            self._estimates[key] = self.trial.explain(case.calls, present)
        return self._estimates[key]

    def _near(self, case: Case, present: frozenset[str]) -> frozenset[str]:
        """Without indexes of tables that the query does not read."""
        return frozenset(n for n in present if self.built[n].candidate.table.qualified_name in case.tables)

    def outcome(self, case: Case, present: frozenset[str], enough_ms: float = math.inf) -> Outcome:
        """The planner's view and the time; above `enough_ms` one run tells the time."""
        estimate = self.estimate(case, present)
        key = case.name, estimate.signature
        if key not in self._times:
            self._times[key] = self.trial.time(case.calls, self._near(case, present), enough_ms)
        return Outcome(estimate, self._times[key])

    def bytes(self, names: frozenset[str]) -> int:
        """Size of these indexes together."""
        return sum(self.built[name].bytes for name in names)

    def rank(self, names: frozenset[str]) -> tuple[int, ...]:
        """Their place in the fixed order."""
        return tuple(sorted(self.built[name].rank for name in names))


def best_for(case: Case, measured: Measurements) -> frozenset[str]:
    """The indexes that serve one query best; empty where none is worth it."""
    nothing: frozenset[str] = frozenset()
    before = measured.outcome(case, nothing)
    if before.ms <= NOISE_MS:
        return nothing
    sets = [frozenset({name}) for name in case.options]
    sets.append(frozenset(case.options))
    found: dict[frozenset[str], Outcome] = {}
    enough = before.ms * _HOPELESS
    for present in sets:
        used = measured.estimate(case, present).used
        if used and used not in found:
            found[used] = measured.outcome(case, used, enough)
            if found[used].used != used:
                del found[used]
            else:
                enough = min(enough, found[used].ms * _HOPELESS + 1)
        if measured.is_late():
            break
    found |= _pairs(case, measured, found)
    worth = {names: o for names, o in found.items() if is_worth(o, before)}
    if not worth:
        return nothing
    fastest = min(outcome.ms for outcome in worth.values())
    slowest = fastest * NOISE + NOISE_MS
    fast = {names: o for names, o in worth.items() if o.ms <= slowest}
    cheapest = min(outcome.estimate.cost for outcome in fast.values())
    slack = before.estimate.cost * _COST_SLACK
    near = [names for names, o in fast.items() if o.estimate.cost <= cheapest * 1.02 + slack]
    chosen = _smallest(near, measured)
    small = [
        names
        for names, outcome in fast.items()
        if measured.bytes(names) * _MUCH_SMALLER <= measured.bytes(chosen)
        and outcome.estimate.cost <= before.estimate.cost / 2
    ]
    return _smallest(small, measured) if small else chosen


def _pairs(
    case: Case, measured: Measurements, found: Mapping[frozenset[str], Outcome]
) -> dict[frozenset[str], Outcome]:
    """Indexes of two tables together, where a join reads both by them."""
    best: dict[str, frozenset[str]] = {}
    for names, outcome in sorted(found.items(), key=lambda item: (item[1].estimate.cost, measured.rank(item[0]))):
        tables = {measured.built[name].candidate.table.qualified_name for name in names}
        if len(tables) == 1 and outcome.used == names:
            best.setdefault(tables.pop(), names)
    if len(best) < 2:
        return {}
    together = frozenset().union(*best.values())
    used = measured.estimate(case, together).used
    return {used: measured.outcome(case, used)} if used and used not in found else {}


def is_worth(after: Outcome, before: Outcome) -> bool:
    """Whether an index saves a quarter of the time and of the cost, or by far the most of the time."""
    if not math.isfinite(before.ms):
        return math.isfinite(after.ms) or after.estimate.cost < before.estimate.cost * _WORTH
    if before.ms - after.ms < NOISE_MS or after.ms > before.ms * _WORTH:
        return False
    return after.estimate.cost <= before.estimate.cost * _WORTH or after.ms <= before.ms / 4


def _smallest(sets: Sequence[frozenset[str]], measured: Measurements) -> frozenset[str]:
    """The smallest; of those within a tenth of it, the first in the fixed order."""
    least = min(measured.bytes(names) for names in sets)
    return min(
        (names for names in sets if measured.bytes(names) <= least * 1.1),
        key=lambda names: (len(names), measured.rank(names)),
    )


def is_as_good(after: Outcome, target: Outcome, before: Outcome) -> bool:
    """Whether a query is served as well as by its own best indexes, within the noise."""
    if after.estimate.signature == target.estimate.signature:
        return True
    cost = after.estimate.cost <= target.estimate.cost * 1.04 + before.estimate.cost * _COST_SLACK
    return cost and after.ms <= target.ms * NOISE + NOISE_MS


def loses_little(case: Case, after: Outcome, target: Outcome, before: Outcome) -> bool:
    """Whether what a query takes longer is next to nothing in the time of the whole workload."""
    if case.weight is None or not (math.isfinite(before.ms) and math.isfinite(after.ms)) or before.ms <= 0:
        return False
    return case.weight.share * (after.ms - target.ms) / before.ms < NEGLIGIBLE_SHARE / 2


def reduce_set(
    cases: Sequence[Case],
    chosen: frozenset[str],
    targets: Mapping[str, Outcome],
    before: Mapping[str, Outcome],
    measured: Measurements,
) -> frozenset[str]:
    """The set without the indexes that no query misses: the largest go first."""
    kept = chosen
    for name in sorted(chosen, key=lambda one: (-measured.built[one].bytes, -measured.built[one].rank)):
        without = kept - {name}
        if serves_all(cases, without, kept, targets, before, measured):
            kept = without
    return kept


def serves_all(
    cases: Sequence[Case],
    present: frozenset[str],
    instead_of: frozenset[str],
    targets: Mapping[str, Outcome],
    before: Mapping[str, Outcome],
    measured: Measurements,
) -> bool:
    """Whether every query is served as well by `present` as it has to be, or at least as by `instead_of`."""
    for case in cases:
        now = measured.estimate(case, instead_of)
        if now.signature == measured.estimate(case, present).signature:
            continue
        after = measured.outcome(case, present)
        if is_as_good(after, targets[case.name], before[case.name]):
            continue
        if loses_little(case, after, targets[case.name], before[case.name]):
            continue
        if not is_as_good(after, measured.outcome(case, instead_of), before[case.name]):
            return False
    return True
