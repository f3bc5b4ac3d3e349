"""How many of one thing another has, told anew: the claims that later words take back are left out of the merge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst.resolve.draft import words

if TYPE_CHECKING:
    from backend_data_model.analyst.claims import LinkClaim
    from backend_data_model.analyst.resolve.draft import Draft


_TOLD = 3
"""The strength of a claim that says outright how many."""


def in_force(draft: Draft, group: list[LinkClaim]) -> list[LinkClaim]:
    """The claims about one pair and role without those that others of them override."""
    if not any(claim.rank for claim in group):
        return group
    gone: set[int] = set()
    sides = {(claim.source, claim.target): claim for claim in group if claim.rank}
    for (source, target), newest in sides.items():
        for claim in group:
            differs = claim is not newest and (claim.source, claim.target) == (source, target)
            if not differs or claim.strength == 0 or not _contradict(claim, newest):
                continue
            wins = draft.wins(newest, [claim.evidence])
            if wins is None:
                continue
            kept, lost = (newest, claim) if wins else (claim, newest)
            gone.add(id(lost))
            draft.override(
                f"{source}: its {words(target)}", _shown(lost), _shown(kept), [lost.evidence], [kept.evidence]
            )
    return [claim for claim in group if id(claim) not in gone]


def _contradict(claim: LinkClaim, newest: LinkClaim) -> bool:
    if _many(claim) == _many(newest):
        return newest.max == claim.max == 1 and newest.min == 0 and claim.min == 1
    return newest.strength >= _TOLD


def _many(claim: LinkClaim) -> bool:
    return claim.max is None or claim.max > 1


def _shown(claim: LinkClaim) -> str:
    if _many(claim):
        return "several"
    return "at most one" if claim.min == 0 else "exactly one"
