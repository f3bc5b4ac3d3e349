"""Claims into a model that the rules read: names and quotes are checked, then each claim is taken.

The rules win where they read plain words; a claim that differs raises a question whose default is theirs.  What only a
claim states enters with the standing `llm` and its quote.  What contradicts the rest is taken out and told.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from backend_data_model.claims.contradictions import drop_contradictions
from backend_data_model.claims.document import (
    Ambiguity,
    NotStated,
    Stated,
    StatedAccess,
    StatedApplicationRule,
    StatedAttribute,
    StatedCheck,
    StatedEntity,
    StatedRelationship,
    StatedRetention,
    StatedTenancy,
    StatedTenancyNeed,
    StatedUnique,
    StatedVolume,
)
from backend_data_model.claims.draft import Draft, Ground
from backend_data_model.claims.facts import known_facts
from backend_data_model.claims.names import Names
from backend_data_model.claims.result import ClaimsReport, Merged, Why
from backend_data_model.claims.source_text import SourceText
from backend_data_model.claims.taking.attributes import take_attribute
from backend_data_model.claims.taking.entities import take_entity, take_parent
from backend_data_model.claims.taking.refusals import take_ambiguity, take_not_stated
from backend_data_model.claims.taking.relationships import drop_tied_pairs, take_relationship
from backend_data_model.claims.taking.rules import take_check, take_unique
from backend_data_model.claims.taking.upkeep import (
    take_access,
    take_application_rule,
    take_retention,
    take_tenancy,
    take_tenancy_need,
    take_volume,
)
from backend_data_model.model.document import Outcome, Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from backend_data_model.claims.result import Loaded
    from backend_data_model.model.document import Evidence, Model

_ORDER: tuple[tuple[type[Stated], Callable[[Draft, Ground, Any], None]], ...] = (
    (StatedEntity, take_entity),
    (StatedEntity, take_parent),
    (StatedTenancy, take_tenancy),
    (NotStated, take_not_stated),
    (StatedRelationship, take_relationship),
    (StatedAttribute, take_attribute),
    (StatedUnique, take_unique),
    (StatedCheck, take_check),
    (StatedTenancyNeed, take_tenancy_need),
    (StatedAccess, take_access),
    (StatedVolume, take_volume),
    (StatedRetention, take_retention),
    (StatedApplicationRule, take_application_rule),
    (Ambiguity, take_ambiguity),
)


def merge_claims(
    model: Model, text: str, loaded: Loaded, *, answers: Mapping[str, str] | None = None, source: str | None = None
) -> Merged:
    """The model with what a claims document says of `text`, and the account of each claim.

    `model` is the reading of the rules; it stays as it is.  `answers` are a person's choices for questions that the
    claims raise.
    """
    model = model.model_copy(deep=True)
    report = ClaimsReport(author=loaded.document.author, total=len(loaded.claims) + len(loaded.dropped))
    report.dropped.extend(loaded.dropped)
    before = SourceText(text, model.sentences, source)
    draft = Draft(model, Names.of(model), before, answers or {}, _verdicts(loaded, before), report)
    grounded = _grounded(draft, loaded)
    for kind, take in _ORDER:
        for ground, claim in grounded:
            if isinstance(claim, kind):
                take(draft, ground, claim)
    drop_tied_pairs(draft)
    drop_contradictions(draft, {(g.evidence.line, g.evidence.column): g.index for g, _ in grounded})
    _account(draft, grounded)
    return Merged(model, report)


def _verdicts(loaded: Loaded, text: SourceText) -> dict[str, tuple[str, Evidence]]:
    """The answers of a model to questions of an earlier run, by id; one whose quote is not in the text counts not."""
    found = {}
    for verdict in loaded.document.verdicts:
        evidence = text.evidence(verdict.quote)
        if evidence is not None:
            found[verdict.question] = (verdict.answer, evidence)
    return found


def _grounded(draft: Draft, loaded: Loaded) -> list[tuple[Ground, Stated]]:
    found: list[tuple[Ground, Stated]] = []
    seen: Counter[str] = Counter()
    for index, claim in loaded.claims:
        evidence, words = draft.text.evidence(claim.quote), draft.text.words(claim.quote)
        seen[repr(claim)] += 1
        if evidence is None or words is None:
            shown = claim.quote if len(claim.quote) <= 80 else claim.quote[:80] + "…"
            draft.drop(index, Why.QUOTE, f"the text does not have the words {shown!r}")
        elif seen[repr(claim)] == 1:
            found.append((Ground(index, evidence, words), claim))
        else:
            draft.report.confirmed.append(index)
    return found


def _account(draft: Draft, grounded: list[tuple[Ground, Stated]]) -> None:
    """Sentences that claims made facts of are used; facts of the rules that rest on no plain words are listed."""
    report, model = draft.report, draft.model
    lost = {one.index for one in report.dropped}
    report.added = [index for index in dict.fromkeys(report.added) if index not in lost]
    report.confirmed = [i for i in dict.fromkeys(report.confirmed) if i not in {*lost, *report.added}]
    made: Counter[int] = Counter()
    for ground, claim in grounded:
        if ground.index in report.added:
            made.update(draft.text.touched(claim.quote))
    starts = draft.text.starts_of(model.sentences)
    for sentence, start in zip(model.sentences, starts, strict=True):
        if made[start] and sentence.outcome in {Outcome.UNPARSED, Outcome.PARTLY}:
            facts = f"{made[start]} fact{'s' if made[start] > 1 else ''}"
            sentence.reason = f"{facts} from claims of a language model"
            sentence.outcome = Outcome.USED
    report.unconfirmed = [
        fact.id
        for fact in known_facts(model)
        if fact.fact.standing in {Standing.IMPLIED, Standing.DEFAULT, Standing.EXPLICIT}
        and id(fact.fact) not in draft.confirmed
    ]
