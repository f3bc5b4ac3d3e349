"""From advice by rules to advice that an engine has confirmed."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from backend_data_model.indexing.merging import merge, order_equality
from backend_data_model.indexing.served import existing_indexes, served_by
from backend_data_model.indexing.verification.results import copied, verified
from backend_data_model.indexing.verification.selection import (
    NOISE_MS,
    Case,
    Measurements,
    Outcome,
    best_for,
    reduce_set,
    serves_all,
)
from backend_data_model.indexing.verification.trial import TrialError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from backend_data_model.indexing.advice import IndexAdvice
    from backend_data_model.indexing.candidate import Candidate
    from backend_data_model.indexing.engines.dialect import IndexDialect
    from backend_data_model.indexing.facts import SchemaFacts
    from backend_data_model.indexing.predicates import Access
    from backend_data_model.indexing.verification.trial import Built, Trial

# Of the time that is given, what may go into building indexes.
_BUILDING = 0.6
_TITLE = "candidate"


@dataclass(slots=True)
class Verifier:
    """Verifies one advice; `calls` has the statements of each query with values, `seconds` is about its time.

    `to_try` gives the candidates of an access among which `trial` may choose, the likely ones first; `screen` leaves
    out, for the calls of a query, those that are not worth building.  Queries that read a table of `empty`, which has
    no rows there, keep the advice by rules.
    """

    found: IndexAdvice
    accesses: Sequence[Access]
    calls: Mapping[str, list[str]]
    facts: SchemaFacts
    trial: Trial
    dialect: IndexDialect
    to_try: Callable[[Access, SchemaFacts], list[Candidate]]
    seconds: float
    tell: Callable[[str], None]
    screen: Callable[[Sequence[str], Sequence[Candidate]], list[Candidate]] | None = None
    empty: frozenset[str] = frozenset()
    _began: float = field(default_factory=monotonic)
    _built: dict[str, Built] = field(default_factory=dict)
    _by_create: dict[str, str | None] = field(default_factory=dict)

    def run(self) -> IndexAdvice:
        """The advice that the engine confirms, with what it measured; the rest of `found` stands as it was."""
        cases = self._cases()
        without_rows = {
            case.name: f"{', '.join(sorted(case.tables & self.empty))} has no rows there"
            for case in cases
            if case.tables & self.empty
        }
        cases = [case for case in cases if case.name not in without_rows]
        first, skipped = self._before(cases, Measurements(self.trial, self._built, lambda: self._spent() > 1))
        cases = [case for case in cases if case.name in first]
        worth_trying = [case for case in cases if not (case.weight and case.weight.is_negligible)]
        self._build_pool([case for case in worth_trying if first[case.name].ms > NOISE_MS])
        skipped |= without_rows
        # Statistics of expressions change what the planner says of all queries: everything is asked anew.
        measured = Measurements(self.trial, self._built, lambda: self._spent() > 1)
        before, failed = self._before(cases, measured)
        skipped |= failed
        cases = [case for case in cases if case.name in before]
        best: dict[str, frozenset[str]] = {}
        for number, case in enumerate(cases):
            self.tell(f"Choosing among {len(case.options)} indexes for {case.name} ({number + 1} of {len(cases)})")
            best[case.name] = best_for(case, measured)
        targets = {case.name: measured.outcome(case, best[case.name]) for case in cases}
        chosen: frozenset[str] = frozenset().union(*best.values())
        self.tell("Looking for the fewest indexes that serve all queries")
        chosen = self._merged(cases, chosen, targets, before, measured)
        chosen = reduce_set(cases, chosen, targets, before, measured)
        chosen = self._without_prefixes(chosen)
        chosen = self._used(cases, chosen, measured)
        return verified(self.found, cases, chosen, before, measured, skipped, self.facts, self.dialect)

    def _spent(self) -> float:
        return (monotonic() - self._began) / self.seconds

    def _cases(self) -> list[Case]:
        tables: dict[str, set[str]] = {}
        for access in self.accesses:
            tables.setdefault(access.query, set()).add(access.table.qualified_name)
        weights = self.found.weights
        cases = [
            Case(name, list(calls), frozenset(tables.get(name, ())), weight=weights.get(name))
            for name, calls in self.calls.items()
        ]
        return sorted(cases, key=lambda case: -(case.weight.share if case.weight else 0.0))

    def _build_pool(self, cases: Sequence[Case]) -> None:
        """Build the static choices first, then what might be better, as long as there is time."""
        offered: list[list[tuple[Case, Candidate]]] = []
        by_name = {case.name: case for case in cases}
        # The heaviest queries first: the time that is given may not do for all.
        order = {name: number for number, name in enumerate(by_name)}
        for access in sorted(self.accesses, key=lambda one: order.get(one.query, len(order))):
            if access.query in by_name:
                existing = existing_indexes(access.table, self.found.engine)
                made = [c for c in self.to_try(access, self.facts) if served_by(c, existing) is None]
                offered.append([(by_name[access.query], one) for one in made])
        static = [one.candidate for one in self.found.advice if one.candidate]
        order_equality([*(one for pairs in offered for _, one in pairs)], self.facts)
        if self.screen is not None:
            self.tell("Asking which candidates the planner would use")
            screened = [
                (pairs[0][0], self.screen(pairs[0][0].calls, [one for _, one in pairs])) for pairs in offered if pairs
            ]
            offered = [[(case, one) for one in kept] for case, kept in screened]
        wanted = [(case, one) for one in static for case in cases if case.name in one.queries]
        deepest = max((len(pairs) for pairs in offered), default=0)
        wanted += [pairs[depth] for depth in range(deepest) for pairs in offered if depth < len(pairs)]
        for number, (case, candidate) in enumerate(wanted):
            if self._spent() > _BUILDING and number >= len(static):
                self.found.assumed.append(
                    f"time was up after {number} of {len(wanted)} candidates: a longer --time-budget tries the rest"
                )
                break
            self.tell(f"Building candidate {number + 1} of {len(wanted)} on {candidate.table.name}")
            name = self._build(candidate)
            if name and name not in case.options:
                case.options.append(name)
        self.trial.settle({b.candidate.table.qualified_name for b in self._built.values() if _has_expression(b)})

    def _build(self, candidate: Candidate) -> str | None:
        create = self.dialect.create(candidate, _TITLE)
        if create not in self._by_create:
            try:
                built = self.trial.build(candidate, len(self._built))
            except TrialError as error:
                self._by_create[create] = None
                if any(one.candidate is candidate for one in self.found.advice):
                    self.found.notes.append((", ".join(candidate.queries), f"the engine refused {create}: {error}"))
            else:
                self._built[built.name] = built
                self._by_create[create] = built.name
        return self._by_create[create]

    def _before(self, cases: Sequence[Case], measured: Measurements) -> tuple[dict[str, Outcome], dict[str, str]]:
        found: dict[str, Outcome] = {}
        skipped: dict[str, str] = {}
        for number, case in enumerate(cases):
            self.tell(f"Timing {case.name} without an index ({number + 1} of {len(cases)})")
            try:
                found[case.name] = measured.outcome(case, frozenset())
            except TrialError as error:
                skipped[case.name] = str(error)
        return found, skipped

    def _merged(
        self,
        cases: Sequence[Case],
        chosen: frozenset[str],
        targets: Mapping[str, Outcome],
        before: Mapping[str, Outcome],
        measured: Measurements,
    ) -> frozenset[str]:
        """The set with indexes of one table merged, where no query suffers."""
        for table in sorted({self._built[name].candidate.table.qualified_name for name in chosen}):
            mine = sorted(n for n in chosen if self._built[n].candidate.table.qualified_name == table)
            copies = [copied(self._built[name].candidate) for name in mine]
            merged = merge(copies, self.facts)
            names = {self._build(one) for one in merged}
            if None in names or names == set(mine):
                continue
            self.trial.settle([table] if any(_has_expression(self._built[name]) for name in names if name) else [])
            proposal = (chosen - set(mine)) | {name for name in names if name}
            if serves_all(cases, proposal, chosen, targets, before, measured):
                chosen = proposal
        return chosen

    def _without_prefixes(self, chosen: frozenset[str]) -> frozenset[str]:
        """Without indexes with which a longer one begins: one write less is worth more than a smaller scan."""
        kept = set(chosen)
        for name in sorted(chosen):
            one = self._built[name].candidate
            if any(other != name and _begins_with(self._built[other].candidate, one) for other in kept):
                kept.remove(name)
        return frozenset(kept)

    @staticmethod
    def _used(cases: Sequence[Case], chosen: frozenset[str], measured: Measurements) -> frozenset[str]:
        while True:
            used = frozenset().union(*(measured.estimate(case, chosen).used for case in cases)) & chosen
            if used == chosen:
                return chosen
            chosen = used


def _has_expression(built: Built) -> bool:
    return any(key.column is None for key in built.candidate.keys)


def _begins_with(long: Candidate, short: Candidate) -> bool:
    if long.table is not short.table or long.method != short.method or set(long.where) != set(short.where):
        return False
    if long.method != "btree":
        return long.keys == short.keys
    covered = {key.column for key in long.keys} | set(long.include)
    return (
        long.keys[: len(short.keys)] == short.keys
        and set(short.include) <= covered
        and len(long.keys) > len(short.keys)
    )
