"""What verification found, as advice: each index with what it changed, each other query with why it gets none."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from backend_data_model.indexing.advise import advice_of
from backend_data_model.indexing.candidate import Candidate, Refusal
from backend_data_model.indexing.create_statement import IndexNames

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from backend_data_model.indexing.advice import IndexAdvice
    from backend_data_model.indexing.engines.dialect import IndexDialect
    from backend_data_model.indexing.facts import SchemaFacts
    from backend_data_model.indexing.verification.selection import Case, Measurements, Outcome


def verified(
    found: IndexAdvice,
    cases: Sequence[Case],
    chosen: frozenset[str],
    before: Mapping[str, Outcome],
    measured: Measurements,
    skipped: Mapping[str, str],
    facts: SchemaFacts,
    dialect: IndexDialect,
) -> IndexAdvice:
    """The advice with the chosen indexes; what was advised for queries that could not be run stays, not verified."""
    after = {case.name: measured.outcome(case, chosen) for case in cases}
    names = IndexNames(i.name for table in facts.schema.tables for i in table.indexes if i.name)
    advice = []
    for built in sorted((measured.built[name] for name in chosen), key=lambda one: one.rank):
        candidate = copied(built.candidate)
        candidate.queries = [case.name for case in cases if built.name in after[case.name].used]
        advice.append((built, advice_of(candidate, names, facts, dialect)))
    titles = {built.name: one.name for built, one in advice}
    for built, one in advice:
        one.measured = {
            "bytes": built.bytes,
            "queries": {
                query: {"before": shown(before[query], titles), "after": shown(after[query], titles)}
                for query in one.queries
            },
        }
    kept = [one for one in found.advice if set(one.queries) & set(skipped)]
    for one in kept:
        one.queries = [query for query in one.queries if query in skipped]
    found.advice = [*(one for _, one in advice), *kept]
    found.refused = _refusals(found, cases, before, skipped)
    found.notes += [(name, f"not verified: {reason}") for name, reason in skipped.items()]
    found.verified_on = measured.trial.label
    return found


def _refusals(
    found: IndexAdvice, cases: Sequence[Case], before: Mapping[str, Outcome], skipped: Mapping[str, str]
) -> list[Refusal]:
    served = {(query, one.table) for one in found.advice for query in one.queries}
    queries = {query for query, _ in served}
    kept = [
        one
        for one in found.refused
        if (one.query in skipped or one.query in queries) and (one.query, one.table) not in served
    ]
    for case in cases:
        if case.name in queries:
            continue
        reasons = [one.reason for one in found.refused if one.query == case.name]
        ms = before[case.name].ms
        text = f"it takes {ms:.2f} ms without an index" if math.isfinite(ms) else "it exceeded the time limit"
        if case.options:
            text += f", of which none of {len(case.options)} candidates saves a quarter"
        kept.append(Refusal(case.name, ", ".join(sorted(case.tables)), "; ".join([*dict.fromkeys(reasons), text])))
    return kept


def copied(made: Candidate) -> Candidate:
    """A candidate that can be changed without changing the other."""
    return replace(
        made,
        queries=list(made.queries),
        equality=list(made.equality),
        tail=list(made.tail),
        include=list(made.include),
        serves=list(made.serves),
    )


def shown(outcome: Outcome, titles: Mapping[str, str]) -> dict[str, Any]:
    """One line for the plan of each call, their cost and time together; `ms` is None where it exceeded the limit."""
    plans = list(outcome.estimate.plans)
    for name, title in titles.items():
        plans = [plan.replace(f'"{name}"', title) for plan in plans]
    ms = round(outcome.ms, 3) if math.isfinite(outcome.ms) else None
    return {"plan": list(dict.fromkeys(plans)), "cost": round(outcome.estimate.cost, 2), "ms": ms}
