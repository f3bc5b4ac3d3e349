"""Bounds and lengths that are told in several places: merged, overridden where the text says so, else asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst.resolve.draft import article, words
from backend_data_model.model.document import Check
from backend_data_model.model.expression import Compare, Length, OneOf, Range

if TYPE_CHECKING:
    from backend_data_model.analyst.claims import Claim
    from backend_data_model.analyst.resolve.draft import Draft


def add_check(draft: Draft, owner: str, rule: Range | Length | Compare | OneOf, claim: Claim) -> None:
    """A rule about one row; what an earlier one of the same attribute says and it does not is kept."""
    checks = draft.entity(owner).checks
    for check in checks:
        if check.rule == rule:
            if claim.rank:
                check.evidence += [one for one in claim.grounds if one not in check.evidence]
            return
        if (
            isinstance(rule, Range | Length)
            and isinstance(check.rule, Range | Length)
            and type(check.rule) is type(rule)
            and check.rule.attribute == rule.attribute
        ):
            _merge(draft, owner, check, rule, claim)
            return
    checks.append(Check(rule=rule, standing=claim.known_as, evidence=claim.grounds))


def _merge(draft: Draft, owner: str, check: Check, rule: Range | Length, claim: Claim) -> None:
    before = check.rule
    assert isinstance(before, Range | Length)
    merged = _merged(before, rule)
    conflict = (rule.min is not None and before.min not in {None, rule.min}) or (
        rule.max is not None and before.max not in {None, rule.max}
    )
    if not conflict:
        check.rule = merged
        check.evidence += claim.grounds
        return
    wins = draft.wins(claim, check.evidence)
    about = f"{owner}.{rule.attribute}"
    if wins is None:
        answer = draft.ask(
            "bounds",
            about,
            f"Two places give different bounds for the {words(rule.attribute)} of {article(owner)}. Which holds?",
            [
                ("the later one", f"values are held to this: {claim.evidence.quote}"),
                ("the earlier one", f"values are held to this: {check.evidence[0].quote}"),
            ],
            "the later one",
            "high",
            [*check.evidence, claim.evidence],
            "entries are refused that should be accepted, or the other way round",
        )
        check.standing = answer.standing(check.standing)
        check.evidence = answer.evidence_with(check.evidence)
        if answer.choice == "the later one":
            check.rule = merged
            check.evidence += claim.grounds
    elif wins:
        draft.override(about, _shown(before), _shown(merged), check.evidence, claim.grounds)
        check.rule = merged
        whole = all(getattr(rule, side) is not None or getattr(before, side) is None for side in ("min", "max"))
        check.evidence = claim.grounds if whole else [*check.evidence, *claim.grounds]
    else:
        draft.override(about, _shown(rule), _shown(before), claim.grounds[:1], check.evidence)


def _merged(before: Range | Length, rule: Range | Length) -> Range | Length:
    """The later bounds, and the earlier one of the side on which the later rule is silent."""
    low = rule if rule.min is not None else before
    high = rule if rule.max is not None else before
    update = {"min": low.min, "max": high.max}
    if isinstance(low, Range) and isinstance(high, Range):
        update |= {"min_exclusive": low.min_exclusive, "max_exclusive": high.max_exclusive}
    return rule.model_copy(update=update)


def _shown(rule: Range | Length) -> str:
    unit = " characters" if isinstance(rule, Length) else ""
    low = "more than" if isinstance(rule, Range) and rule.min_exclusive else "at least"
    high = "less than" if isinstance(rule, Range) and rule.max_exclusive else "at most"
    if rule.min is not None and rule.max is not None and (low, high) == ("at least", "at most"):
        return (f"{rule.min} to {rule.max}" if rule.min != rule.max else f"{rule.min}") + unit
    sides = [f"{low} {rule.min}"] if rule.min is not None else []
    sides += [f"{high} {rule.max}"] if rule.max is not None else []
    return " and ".join(sides) + unit
