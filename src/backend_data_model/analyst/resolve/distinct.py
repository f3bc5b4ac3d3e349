"""References that never lead to the same row: `<>` between two of them, or between one and the row's own key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst.claims import DistinctClaim
from backend_data_model.analyst.moments import find_moment
from backend_data_model.model.document import AttributeType, Check
from backend_data_model.model.expression import Compare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.analyst.resolve.draft import Draft

_TWO = 2


def place_distinct(draft: Draft) -> None:
    """A check for each claim whose two sides are known; the others are told as not understood."""
    for claim in draft.of(DistinctClaim):
        found = _own_key(draft, claim) if claim.reflexive else None
        found = found or next(_pairs(draft, claim), None)
        if found is None:
            draft.unresolved.append((claim, "cannot tell which two references must differ"))
            continue
        owner, left, right = found
        rule = Compare(left=left, op="<>", right=right)
        checks = draft.entity(owner).checks
        if all(
            not isinstance(c.rule, Compare) or {c.rule.left, c.rule.right} != {left, right} or c.rule.op != "<>"
            for c in checks
        ):
            checks.append(Check(rule=rule, standing=claim.known_as, evidence=claim.grounds))


def _own_key(draft: Draft, claim: DistinctClaim) -> tuple[str, str, str] | None:
    """The reference of a thing to its own kind, if there is one only (that is named so)."""
    owners = [claim.target] if claim.target is not None else [claim.focus, *draft.model.entities]
    for owner in dict.fromkeys(owners):
        if owner is None or owner not in draft.model.entities:
            continue
        roles = [r.role for r in draft.references(owner) if r.target == owner]
        if claim.sides and len(roles) > 1:
            roles = [role for role in roles if claim.sides[0] in role.split("_")]
        if len(roles) == 1:
            return owner, roles[0], "id"
    return None


def _pairs(draft: Draft, claim: DistinctClaim) -> Iterator[tuple[str, str, str]]:
    """The two sides in the entity spoken of, else in the one entity that has both."""
    order = [claim.focus] if claim.focus in draft.model.entities else []
    others = [e for e in draft.model.entities if e not in order]
    for group in (order, others):
        found = [(str(e), *pair) for e in group if e is not None and (pair := _sides(draft, str(e), claim)) is not None]
        if len(found) == 1:
            yield found[0]
        if len(found) > 1:
            return


def _sides(draft: Draft, owner: str, claim: DistinctClaim) -> tuple[str, str] | None:
    references = {r.role: r.target for r in draft.references(owner)}
    if len(claim.sides) == _TWO:
        left, right = (_named(draft, owner, list(references), side) for side in claim.sides)
        alike = left is not None and right is not None and left != right
        if alike and references.get(str(left)) == references.get(str(right)):
            return str(left), str(right)
        return None
    for target in dict.fromkeys(references.values()):
        roles = [role for role, to in references.items() if to == target]
        named = not claim.sides or any(claim.sides[0] in role.split("_") for role in roles)
        if len(roles) == _TWO and target != owner and named and claim.target in {None, target, owner}:
            return roles[0], roles[1]
    return None


def _named(draft: Draft, owner: str, roles: list[str], side: str) -> str | None:
    """The reference or plain text that the words of one side mean."""
    if side in roles:
        return side
    first = side.split("_")[0]
    starting = [role for role in roles if role.split("_")[0] == first]
    if len(starting) == 1:
        return starting[0]
    if (role := find_moment(roles, side)) is not None:
        return role
    name = draft.find_attribute(owner, side) if not starting else None
    attribute = draft.attribute(owner, name) if name is not None else None
    return name if attribute is not None and attribute.type == AttributeType.TEXT else None
