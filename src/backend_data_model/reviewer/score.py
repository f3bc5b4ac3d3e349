"""The score: 25 referential integrity, 25 constraints, 20 indexes, 15 conventions, 15 operations.

Each dimension earns its weight times the share of its checks that passed; a dimension in which nothing was checked is
left out and the others are scaled to 100.  A schema with no checks at all scores 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backend_data_model.reviewer.rule import DimensionName, Rule

WEIGHTS: dict[DimensionName, int] = {
    "referential integrity": 25,
    "constraint completeness": 25,
    "index coverage": 20,
    "convention consistency": 15,
    "operational readiness": 15,
}


@dataclass(frozen=True, slots=True)
class Tally:
    """What one rule counted: how many of its checks passed."""

    code: str
    rule: str
    passed: int
    checked: int
    text: str


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension of the score.  `earned` is out of `weight`; it is 0 when nothing was checked (`applies` False)."""

    name: str
    weight: int
    earned: float
    checked: int
    passed: int
    tallies: tuple[Tally, ...]

    @property
    def applies(self) -> bool:
        """Whether there was anything to check."""
        return self.checked > 0


@dataclass(frozen=True, slots=True)
class Score:
    """The total (0 to 100, one decimal) and what it is made of."""

    total: float
    dimensions: list[Dimension]

    @property
    def arithmetic(self) -> str:
        """How the total comes about, in one line."""
        parts = [f"{d.earned:g}/{d.weight}" for d in self.dimensions if d.applies]
        weights = sum(d.weight for d in self.dimensions if d.applies)
        if not parts:
            return "nothing to score"
        line = " + ".join(parts)
        return f"{line} = {self.total:g}" if weights == 100 else f"({line}) * 100/{weights} = {self.total:g}"


def score(counts: Iterable[tuple[Rule, int, int]]) -> Score:
    """The score from each rule's count of passed and checked."""
    tallies: dict[DimensionName, list[Tally]] = {name: [] for name in WEIGHTS}
    for rule, passed, checked in counts:
        if checked == 0:
            continue
        text = f"{passed} of {checked} {rule.counted}"
        for name in rule.dimensions:
            tallies[name].append(Tally(rule.code, rule.name, passed, checked, text))
    dimensions = [_dimension(name, weight, tuple(tallies[name])) for name, weight in WEIGHTS.items()]
    weights = sum(d.weight for d in dimensions if d.applies)
    total = 100 * sum(d.earned for d in dimensions) / weights if weights else 0.0
    return Score(round(total, 1), dimensions)


def _dimension(name: str, weight: int, tallies: tuple[Tally, ...]) -> Dimension:
    checked = sum(tally.checked for tally in tallies)
    passed = sum(tally.passed for tally in tallies)
    earned = round(weight * passed / checked, 2) if checked else 0.0
    return Dimension(name, weight, earned, checked, passed, tallies)
