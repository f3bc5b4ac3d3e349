"""What statements of change say outright: fields and things given up or renamed, uniqueness lifted, values added."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from backend_data_model.analyst.claims import (
    AttributeClaim,
    DefaultClaim,
    FreeClaim,
    LinkClaim,
    QualifierClaim,
    RemovalClaim,
    RenameClaim,
    UniqueClaim,
    ValuesClaim,
)
from backend_data_model.analyst.resolve.attributes import owner_of, set_values, value_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend_data_model.analyst.claims import Claim
    from backend_data_model.analyst.resolve.draft import Draft


def take_back(draft: Draft) -> None:
    """Leaves out the claims that later statements give up, and gives renamed attributes their new name."""
    for removal in draft.of(RemovalClaim):
        if removal.attribute is None:
            _without_thing(draft, removal)
        else:
            owner, name = removal.owner, removal.attribute
            _leave_out(draft, removal, f"{owner}.{name}", lambda claim, o=owner, n=name: _is_about(claim, o, n))  # type: ignore[misc]
    for free in draft.of(FreeClaim):
        owner, member = free.owner, free.member
        about = f"{owner}.{member}"
        _leave_out(draft, free, about, lambda claim, o=owner, m=member: _is_unique(claim, o, m), "unique", "not unique")  # type: ignore[misc]
    for rename in draft.of(RenameClaim):
        _rename(draft, rename)


def _leave_out(
    draft: Draft,
    change: Claim,
    about: str,
    gone: Callable[[Claim], bool],
    was: str = "kept",
    now: str = "not kept",
) -> None:
    lost = [c for c in draft.claims if c.statement < change.statement and gone(c) and c.rank <= max(change.rank, 1)]
    if not lost:
        return
    draft.override(about, was, now, [c.evidence for c in lost], [change.evidence])
    _without(draft, lost)


def _without(draft: Draft, lost: list[Claim]) -> None:
    gone = {id(claim) for claim in lost}
    draft.claims = [claim for claim in draft.claims if id(claim) not in gone]
    for kind in {type(claim) for claim in lost}:
        draft.by_type[kind] = [claim for claim in draft.by_type[kind] if id(claim) not in gone]


def _is_about(claim: Claim, owner: str, name: str) -> bool:
    if isinstance(claim, AttributeClaim):
        return claim.owner == owner and claim.name == name
    if isinstance(claim, QualifierClaim | DefaultClaim):
        return claim.attribute == name and (claim.owner or claim.focus) == owner
    return _is_unique(claim, owner, name)


def _is_unique(claim: Claim, owner: str, member: str) -> bool:
    if isinstance(claim, UniqueClaim):
        return claim.members == [member] and (claim.owner or claim.focus) == owner
    return isinstance(claim, LinkClaim) and (claim.source, claim.target, claim.max) == (member, owner, 1)


def _without_thing(draft: Draft, removal: RemovalClaim) -> None:
    name = removal.owner
    _leave_out(draft, removal, name, lambda claim: name in _things(claim))
    draft.symbols.entities.pop(name, None)
    for index, claim in reversed(list(enumerate(draft.claims))):
        if claim.statement >= removal.statement and claim is not removal and name in _things(claim):
            _without(draft, [draft.claims[index]])


def _things(claim: Claim) -> set[object]:
    return {getattr(claim, key, None) for key in ("owner", "source", "target", "name", "entity", "parent", "child")}


def _rename(draft: Draft, rename: RenameClaim) -> None:
    told = [c for c in draft.claims if c is not rename and _is_about(c, rename.owner, rename.attribute)]
    renamed: dict[int, Claim] = {}
    for claim in told:
        if isinstance(claim, AttributeClaim):
            renamed[id(claim)] = replace(claim, name=rename.name)
        elif isinstance(claim, QualifierClaim | DefaultClaim):
            renamed[id(claim)] = replace(claim, attribute=rename.name)
        elif isinstance(claim, UniqueClaim):
            renamed[id(claim)] = replace(claim, members=[rename.name])
    draft.claims = [renamed.get(id(claim), claim) for claim in draft.claims]
    for kind in {type(claim) for claim in told}:
        draft.by_type[kind] = [renamed.get(id(claim), claim) for claim in draft.by_type[kind]]
    old = [c.evidence for c in told if isinstance(c, AttributeClaim) and c.statement < rename.statement]
    about = f"{rename.owner}.{rename.name}"
    draft.override(about, f"called {rename.attribute}", f"called {rename.name}", old, [rename.evidence])


def change_values(draft: Draft) -> None:
    """Values that are added to a list or dropped from it."""
    for claim in draft.of(ValuesClaim):
        owner, name = owner_of(draft, claim.owner, claim.attribute, None, claim)
        attribute = draft.attribute(owner, name) if owner is not None and name is not None else None
        if owner is None or name is None or attribute is None or attribute.values is None:
            draft.unresolved.append((claim, f"no list of values is known for {claim.attribute.replace('_', ' ')}"))
            continue
        dropped = {value_name(value) for value in claim.dropped}
        values = [*attribute.values, *(value_name(value) for value in claim.added)]
        set_values(draft, owner, name, attribute, [value for value in values if value not in dropped], claim)
