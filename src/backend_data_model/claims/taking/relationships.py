"""References between entities: new ones, and two readings of how many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.claims.draft import TRUSTED
from backend_data_model.claims.facts import known_facts, relationship_id
from backend_data_model.claims.names import identifier
from backend_data_model.claims.result import Why
from backend_data_model.claims.support import names_it
from backend_data_model.model.document import Relationship

if TYPE_CHECKING:
    from backend_data_model.claims.document import StatedRelationship
    from backend_data_model.claims.draft import Draft, Ground

_COUNTS = {"1": "exactly one", "0..1": "at most one", "1..*": "one or more", "0..*": "any number of"}


def take_relationship(draft: Draft, ground: Ground, claim: StatedRelationship) -> None:
    """A reference from one known entity to another, or a pair of many on both sides."""
    source, target = draft.entity(ground, claim.entity), draft.names.entity(claim.target)
    if source is None:
        return
    if target is None:
        message = f"nobody knows the entity {claim.target!r}; {draft.names.nearest(claim.target)}"
        draft.drop(ground.index, Why.UNKNOWN_NAME, message)
        return
    wanted = _holding(
        Relationship(
            entity=source,
            role=identifier(claim.role or "") or target,
            target=target,
            each_has=claim.each_has,
            each_is_had_by=claim.each_is_had_by,
            on_delete=claim.on_delete,
            owned=claim.owned,
            via=identifier(claim.via) if claim.via else None,
        )
    )
    if not (names_it(ground.words.all, wanted.target) or names_it(ground.words.all, wanted.role)):
        draft.drop(ground.index, Why.UNSUPPORTED, f"the quote says nothing of {wanted.target!r}")
        return
    known = _same(draft, wanted)
    if known is not None:
        draft.confirm(ground, known)
        if known.entity == wanted.entity:
            draft.names.call(known.entity, wanted.role, known.role)
        _compare(draft, ground, known, wanted)
        return
    if wanted.role in draft.model.entities[source].attributes if source in draft.model.entities else False:
        wanted.role = f"{wanted.role}_{wanted.target}"
    if wanted.role != wanted.target and any(
        r.entity == wanted.entity and r.role == wanted.role for r in draft.model.relationships
    ):
        draft.drop(ground.index, Why.CONTRADICTS, f"{wanted.entity!r} has another reference called {wanted.role!r}")
        return
    added = draft.add(ground)
    draft.model.relationships.append(wanted.model_copy(update=added))


def _holding(wanted: Relationship) -> Relationship:
    """The relationship from the side that holds the reference: "each customer has many orders" is the order's."""
    if wanted.many_to_many or not wanted.each_has.endswith("*"):
        return wanted
    role = wanted.entity if wanted.role == wanted.target else wanted.role
    return wanted.model_copy(
        update={
            "entity": wanted.target,
            "target": wanted.entity,
            "role": role,
            "each_has": wanted.each_is_had_by,
            "each_is_had_by": wanted.each_has,
        }
    )


def _same(draft: Draft, wanted: Relationship) -> Relationship | None:
    """The relationship of the model that is meant: of the same ends and role, or the only one of the same ends."""
    ends = [r for r in draft.model.relationships if (r.entity, r.target) == (wanted.entity, wanted.target)]
    named = [r for r in ends if r.role == wanted.role]
    if named:
        return named[0]
    if len(ends) == 1 and (wanted.role == wanted.target or ends[0].role == ends[0].target):
        return ends[0]
    turned = [r for r in draft.model.relationships if (r.entity, r.target) == (wanted.target, wanted.entity)]
    plain = [r for r in turned if r.role == r.target] if wanted.role == wanted.target else []
    return plain[0] if not ends and len(plain) == 1 and wanted.entity != wanted.target else None


def _compare(draft: Draft, ground: Ground, known: Relationship, wanted: Relationship) -> None:
    if (known.entity, known.target) != (wanted.entity, wanted.target):
        wanted = wanted.model_copy(
            update={"entity": known.entity, "target": known.target, "role": known.role}
            | {"each_has": wanted.each_is_had_by, "each_is_had_by": wanted.each_has}
        )
    if (known.each_has, known.each_is_had_by) != (wanted.each_has, wanted.each_is_had_by):
        _settle_counts(draft, ground, known, wanted)
    if known.on_delete is None:
        known.on_delete = wanted.on_delete
    if known.via is None and known.many_to_many:
        known.via = wanted.via


def _settle_counts(draft: Draft, ground: Ground, known: Relationship, wanted: Relationship) -> None:
    ours, theirs = _told(known), _told(wanted)
    standing, evidence = known.standing, [*known.evidence]
    chosen = theirs
    if known.standing in TRUSTED:
        chosen, standing, more = draft.ask(
            ground,
            f"cardinality:{relationship_id(known)}",
            relationship_id(known),
            f"How many {known.target} does each {known.entity} have, and the other way round?",
            [(ours, "as the rules read it"), (theirs, "as the claim reads it")],
            default=ours,
            impact="high" if known.many_to_many != wanted.many_to_many else "medium",
            evidence=known.evidence,
        )
        evidence += more
    if chosen == theirs:
        known.each_has, known.each_is_had_by = wanted.each_has, wanted.each_is_had_by
        known.standing, known.evidence = standing, evidence


def _told(one: Relationship) -> str:
    return (
        f"each {one.entity} has {_COUNTS[one.each_has]} {one.target}; "
        f"each {one.target} is had by {_COUNTS[one.each_is_had_by]} {one.entity}"
    )


def drop_tied_pairs(draft: Draft) -> None:
    """A many-to-many pair goes where claims made an entity of it that refers to both sides."""
    held: dict[str, set[str]] = {}
    for relationship in draft.model.relationships:
        if not relationship.many_to_many:
            held.setdefault(relationship.entity, set()).add(relationship.target)
    claimed = {
        name
        for name, entity in draft.model.entities.items()
        if entity.kind == "association" or id(entity) in draft.confirmed
    }
    for fact in list(known_facts(draft.model)):
        pair = fact.fact
        if not isinstance(pair, Relationship) or not pair.many_to_many or id(pair) in draft.confirmed:
            continue
        ties = [e for e in claimed if {pair.entity, pair.target} <= held.get(e, set()) - {e}]
        if len(ties) == 1 and pair.entity != pair.target:
            draft.model.entities[ties[0]].attributes |= pair.attributes
            fact.remove()
