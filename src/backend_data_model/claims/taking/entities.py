"""Entities: what many are kept of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.claims.names import identifier
from backend_data_model.claims.result import Why
from backend_data_model.claims.support import names_it
from backend_data_model.model.document import Entity, EntityKind, Standing

if TYPE_CHECKING:
    from backend_data_model.claims.document import StatedEntity
    from backend_data_model.claims.draft import Draft, Ground

_LONGEST_NAME = 63


def take_entity(draft: Draft, ground: Ground, claim: StatedEntity) -> None:
    """An entity whose name the text has; the name of an association may be one that the text only implies."""
    found = draft.names.entity(claim.name)
    if found is not None and found in draft.model.entities:
        draft.confirm(ground, draft.model.entities[found])
        return
    name = identifier(claim.name)
    if not name or len(name) > _LONGEST_NAME:
        draft.drop(ground.index, Why.BAD_VALUE, f"{claim.name!r} is no name of an entity")
        return
    if claim.entity_kind != "association" and not names_it(ground.words.all, name):
        message = f"the quote has no word of {claim.name!r}; name things as the text names them"
        draft.drop(ground.index, Why.UNSUPPORTED, message)
        return
    draft.model.entities[name] = Entity(kind=EntityKind(claim.entity_kind), scope=claim.scope, **draft.add(ground))  # type: ignore[arg-type]
    draft.names.add(name)


def take_parent(draft: Draft, ground: Ground, claim: StatedEntity) -> None:
    """What an entity is a kind of, once all entities are known."""
    name = draft.names.entity(claim.name)
    if claim.is_a is None or name is None or name not in draft.model.entities:
        return
    parent = draft.names.entity(claim.is_a)
    entity = draft.model.entities[name]
    if parent is None or parent not in draft.model.entities:
        message = f"nobody knows the entity {claim.is_a!r}; {draft.names.nearest(claim.is_a)}"
        draft.drop(ground.index, Why.UNKNOWN_NAME, message)
        return
    if entity.is_a == parent:
        return
    if entity.is_a is None and parent not in _kinds_below(draft, name):
        entity.is_a = parent
        if entity.standing is not Standing.LLM:
            entity.evidence = [*entity.evidence, ground.evidence]


def _kinds_below(draft: Draft, name: str) -> set[str]:
    found = {name}
    while more := {n for n, e in draft.model.entities.items() if e.is_a in found} - found:
        found |= more
    return found
