"""How much of the time of a workload each query and each advice is for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend_data_model.indexing.candidate import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from backend_data_model.indexing.advice import Advice, IndexAdvice
    from backend_data_model.indexing.statements.shapes import Query

NEGLIGIBLE_SHARE = 0.001
"""Below this share of the time of all queries no gain is worth the writes to a further index."""
_QUICK_MS = 1.0


@dataclass(frozen=True, slots=True)
class Weight:
    """One query: how often it ran, its mean time in milliseconds, and its share (0 to 1) of the time of all."""

    calls: float
    mean_ms: float
    share: float

    @property
    def is_negligible(self) -> bool:
        """Whether it is so quick and so rare that nobody would notice an index."""
        return self.share < NEGLIGIBLE_SHARE and self.mean_ms < _QUICK_MS


def weights_of(queries: Sequence[Query]) -> dict[str, Weight]:
    """The weight of each query by its name; a query whose statements do not say how long they ran has none."""
    spent: dict[str, tuple[float, float]] = {}
    for query in queries:
        timed = [(one.calls, one.calls * one.mean_ms) for one in query.statements if one.mean_ms is not None]
        if timed:
            calls, ms = spent.get(query.name, (0.0, 0.0))
            spent[query.name] = calls + sum(one[0] for one in timed), ms + sum(one[1] for one in timed)
    whole = sum(ms for _, ms in spent.values())
    if not whole:
        return {}
    return {name: Weight(calls, ms / calls if calls else 0.0, ms / whole) for name, (calls, ms) in spent.items()}


def weigh(found: IndexAdvice) -> None:
    """Put the weightiest advice first, and refuse what only serves queries that weigh next to nothing.

    Nothing changes where no statement says how long it ran.  One that does not say so in a workload where others do
    counts as nothing, but is never refused for that.
    """
    weights = found.weights
    if not weights:
        return
    kept = []
    for one in found.advice:
        if all(name in weights and weights[name].is_negligible for name in one.queries):
            found.refused += [Refusal(name, one.table, _reason(weights[name])) for name in one.queries]
            continue
        one.share = sum(weights[name].share for name in one.queries if name in weights)
        one.saved_share = _saved(one, weights)
        kept.append(one)
    kept.sort(key=lambda one: -(one.share or 0.0))
    found.advice = kept


def _saved(one: Advice, weights: Mapping[str, Weight]) -> float | None:
    if one.measured is None:
        return None
    saved = 0.0
    for query, both in one.measured["queries"].items():
        before, after = both["before"]["ms"], both["after"]["ms"]
        if query in weights and after is not None:
            ratio = after / before if before else 0.0
            saved += weights[query].share * max(0.0, 1 - ratio)
    return saved if math.isfinite(saved) else None


def _reason(weight: Weight) -> str:
    calls = f"its {weight.calls:,.0f} calls take {weight.mean_ms:.2g} ms each"
    return f"{calls}, {weight.share:.2%} of the time of all queries"
