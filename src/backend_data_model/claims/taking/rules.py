"""Uniqueness and checks.  A rule whose words do not state one is a guess: it becomes a question, not a constraint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.claims.draft import TRUSTED
from backend_data_model.claims.facts import check_id, unique_id
from backend_data_model.claims.result import Why
from backend_data_model.claims.support import says_rule, says_unique
from backend_data_model.claims.taking.renamed import renamed_rule
from backend_data_model.model.document import Check, Unique
from backend_data_model.model.expression import OneOf, names_in

if TYPE_CHECKING:
    from backend_data_model.claims.document import StatedCheck, StatedUnique
    from backend_data_model.claims.draft import Draft, Ground
    from backend_data_model.model.document import Entity


def take_unique(draft: Draft, ground: Ground, claim: StatedUnique) -> None:
    """A candidate key or rule of uniqueness over known members."""
    found = _members(draft, ground, claim.entity, [*claim.members, *claim.within])
    if found is None:
        return
    owner, names = found
    entity = draft.model.entities[owner]
    tenant = draft.model.tenancy.tenant if draft.model.tenancy.kind == "shared" else None
    members = [names[name] for name in claim.members if names[name] != tenant]
    within = [names[name] for name in claim.within if names[name] not in {tenant, *members}]
    if not members:
        members, within = within, []
    if not members:
        draft.drop(ground.index, Why.BAD_VALUE, f"a uniqueness of {claim.entity!r} has no members")
        return
    for known in entity.unique:
        if {*known.members, *known.within} == {*members, *within}:
            draft.confirm(ground, known)
            if claim.everywhere and not known.everywhere and tenant is not None:
                _settle_everywhere(draft, ground, owner, known)
            return
    wanted = Unique(members=members, within=within, everywhere=claim.everywhere, identifies=claim.identifies)
    about = unique_id(owner, wanted)
    if not says_unique(ground.words):
        _ask_whether(draft, ground, f"Is it so that no two {owner} share {', '.join(members)}?", about, entity, wanted)
        return
    nearest = next((u for u in entity.unique if set(u.members) == set(members) and u.standing in TRUSTED), None)
    if nearest is not None:
        _settle_scope(draft, ground, owner, nearest, wanted)
        return
    entity.unique.append(wanted.model_copy(update=draft.add(ground)))


def take_check(draft: Draft, ground: Ground, claim: StatedCheck) -> None:
    """A rule about one row over known members."""
    found = _members(draft, ground, claim.entity, list(names_in(claim.rule)))
    if found is None:
        return
    owner, names = found
    rule = renamed_rule(claim.rule, names)
    entity = draft.model.entities[owner]
    attribute = entity.attributes.get(rule.attribute) if isinstance(rule, OneOf) else None
    listed = {v.casefold() for v in (attribute.values if attribute is not None else None) or ()}
    if attribute is not None and isinstance(rule, OneOf) and {str(v).casefold() for v in rule.values} == listed:
        draft.confirm(ground, attribute)
        return
    wanted = Check(rule=rule)
    about = check_id(owner, wanted)
    same = next((c for c in entity.checks if check_id(owner, c) == about), None)
    if same is not None and same.rule == rule:
        draft.confirm(ground, same)
        return
    if lost := says_rule(rule, ground.words):
        text = f"Does {about} hold? The words do not say {lost}."
        _ask_whether(draft, ground, text, about, entity, wanted)
        return
    if same is not None and same.standing in TRUSTED:
        _settle_bounds(draft, ground, about, same, wanted)
        return
    if same is not None:
        entity.checks.remove(same)
    entity.checks.append(wanted.model_copy(update=draft.add(ground)))


def _members(draft: Draft, ground: Ground, entity: str, names: list[str]) -> tuple[str, dict[str, str]] | None:
    """The entity and its members by the names that the claim uses; the claim is dropped where one is unknown."""
    owner = draft.entity(ground, entity)
    if owner is None:
        return None
    if owner not in draft.model.entities:
        draft.drop(ground.index, Why.UNKNOWN_NAME, f"{entity!r} is a pair without rules of its own; claim it an entity")
        return None
    known: dict[str, str] = {}
    for name in names:
        member = draft.names.member(owner, name)
        if member is None:
            attributes, roles = draft.names.members(owner)
            message = f"{owner!r} has no {name!r}; it has {', '.join([*attributes, *roles][:12]) or 'nothing'}"
            draft.drop(ground.index, Why.UNKNOWN_NAME, message)
            return None
        known[name] = member
    return owner, known


def _ask_whether(draft: Draft, ground: Ground, text: str, about: str, entity: Entity, wanted: Unique | Check) -> None:
    """A rule that a model thinks likely and no words state: it holds only when someone says so."""
    chosen, standing, evidence = draft.ask(
        ground,
        f"guess:{about}",
        about,
        text,
        [("no", "nothing is enforced"), ("yes", "the database enforces it")],
        default="no",
        impact="low",
    )
    if chosen == "yes":
        made = wanted.model_copy(update={"standing": standing, "evidence": evidence})
        if isinstance(made, Unique):
            entity.unique.append(made)
        else:
            entity.checks.append(made)


def _settle_everywhere(draft: Draft, ground: Ground, owner: str, known: Unique) -> None:
    chosen, standing, evidence = draft.ask(
        ground,
        f"everywhere:{unique_id(owner, known)}",
        unique_id(owner, known),
        f"Is {', '.join(known.members)} of {owner} unique across all tenants, or in each?",
        [("in each tenant", "the key begins with the tenant"), ("across all tenants", "the key leaves the tenant out")],
        default="in each tenant",
        impact="high",
        evidence=known.evidence,
    )
    if chosen == "across all tenants":
        known.everywhere, known.standing = True, standing
        known.evidence = [*known.evidence, *evidence]


def _settle_scope(draft: Draft, ground: Ground, owner: str, known: Unique, wanted: Unique) -> None:
    ours, theirs = unique_id(owner, known), unique_id(owner, wanted)
    chosen, standing, evidence = draft.ask(
        ground,
        f"scope:{ours}",
        ours,
        f"Within what is {', '.join(known.members)} of {owner} unique?",
        [(ours, "as the rules read it"), (theirs, "as the claim reads it")],
        default=ours,
        evidence=known.evidence,
    )
    if chosen == theirs:
        known.members, known.within = wanted.members, wanted.within
        known.standing, known.evidence = standing, [*known.evidence, *evidence]


def _settle_bounds(draft: Draft, ground: Ground, about: str, known: Check, wanted: Check) -> None:
    ours, theirs = _told(known), _told(wanted)
    chosen, standing, evidence = draft.ask(
        ground,
        f"bounds:{about}",
        about,
        f"Which of the two does the text say of {about}?",
        [(ours, "as the rules read it"), (theirs, "as the claim reads it")],
        default=ours,
        evidence=known.evidence,
    )
    if chosen == theirs:
        known.rule, known.standing, known.evidence = wanted.rule, standing, [*known.evidence, *evidence]


def _told(check: Check) -> str:
    parts = check.rule.model_dump(mode="json", exclude_defaults=True)
    return " ".join(f"{key}={value}" for key, value in parts.items() if key != "kind")
