"""What became of each sentence: used, not about the schema and why, or unparsed."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from backend_data_model.analyst.accounting import leftovers
from backend_data_model.analyst.claims import TenancyNeedClaim, TenantClaim
from backend_data_model.analyst.guesses import guesses
from backend_data_model.analyst.overridden import told_changes
from backend_data_model.analyst.rules.application import not_schema
from backend_data_model.model.document import Outcome, Sentence

if TYPE_CHECKING:
    from backend_data_model.analyst.claims import Claim
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed
    from backend_data_model.analyst.resolve.draft import Draft


def told_outcomes(draft: Draft, document: list[Parsed], context: Context) -> list[Sentence]:
    """Every statement of the document once, in order, with its outcome; facts that were lost are the reason."""
    lost = _lost(draft, document, context)
    claims: dict[int, list[Claim]] = defaultdict(list)
    for claim in context.claims:
        if isinstance(claim, TenantClaim | TenancyNeedClaim) and claim.idle:
            continue
        claims[claim.statement].append(claim)
    changes = told_changes(draft.model)
    sentences = []
    just_named: set[str] = set()
    for index, parsed in enumerate(document):
        reasons = lost.get(index, [])
        reason: str | None = "; ".join(reasons) or None
        if len(claims[index]) > len(reasons):
            doubts = _doubts(parsed, just_named, claims[index], context)
            outcome = Outcome.PARTLY if doubts or reasons else Outcome.USED
            reason = "; ".join([*doubts, *reasons]) or None
        elif reasons:
            outcome = Outcome.UNPARSED
        else:
            reason = not_schema(parsed, context)
            outcome = Outcome.NOT_SCHEMA if reason else Outcome.UNPARSED
        just_named = {e for e in map(context.entity, parsed.nouns()) if e is not None} or just_named
        place = context.lines.at(parsed.statement.offset)
        if change := changes.get((place.line, place.column)):
            outcome = Outcome.OVERRIDDEN if change.whole else outcome
            reason = "; ".join(filter(None, [change.told, reason]))
        sentences.append(
            Sentence(
                text=parsed.statement.quote,
                line=place.line,
                column=place.column,
                source=context.source,
                outcome=outcome,
                reason=reason,
            )
        )
    return sentences


def _doubts(parsed: Parsed, just_named: set[str], claims: list[Claim], context: Context) -> list[str]:
    """What a reader should look at although the statement gave facts."""
    left = leftovers(parsed, claims, context)
    lost = [f"nothing was made of {', '.join(map(repr, left))}"] if left else []
    return [*lost, *guesses(parsed, just_named, claims, context)]


def _lost(draft: Draft, document: list[Parsed], context: Context) -> dict[int, list[str]]:
    """Why facts of a statement are not in the model: they could not be placed, or contradict the rest."""
    lost: dict[int, list[str]] = defaultdict(list)
    for claim, reason in draft.unresolved:
        lost[claim.statement].append(reason)
    if not draft.dropped:
        return lost
    places: dict[tuple[int, str], list[int]] = defaultdict(list)
    for index, parsed in enumerate(document):
        line = context.lines.at(parsed.statement.offset).line
        places[line, parsed.statement.quote].append(index)
    for evidence, reason in draft.dropped:
        for index in places.get((evidence.line or 0, evidence.quote), []):
            lost[index].append(reason)
    return lost
