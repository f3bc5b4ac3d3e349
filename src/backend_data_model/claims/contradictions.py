"""What claims brought into a model and contradicts the rest is taken out again, and told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.claims.facts import known_facts
from backend_data_model.claims.result import Why
from backend_data_model.documents.contradictions import contradictions
from backend_data_model.model.document import Standing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backend_data_model.claims.draft import Draft
    from backend_data_model.documents.clash import Clash
    from backend_data_model.model.document import Fact, Model

_MOST_PASSES = 50


def drop_contradictions(draft: Draft, indexes: Mapping[tuple[int | None, int | None], int]) -> None:
    """Removes claimed facts until the document's own checks find nothing; `indexes` are the claims by place."""
    for _ in range(_MOST_PASSES):
        clashes = list(contradictions(draft.model))
        if not clashes:
            return
        for clash in reversed(clashes):
            _remove(draft, clash, indexes)


def _remove(draft: Draft, clash: Clash, indexes: Mapping[tuple[int | None, int | None], int]) -> None:
    """Take out the claimed fact at the place of a clash, or the last claimed one of the entity that it is in."""
    model = draft.model
    there = _fact_at(model, clash)
    entity = clash.path[1] if clash.path[0] == "entities" else getattr(there, "entity", None)
    known = list(known_facts(model))
    claimed = [fact for fact in known if fact.fact.standing is Standing.LLM]
    at = [fact for fact in claimed if fact.fact is there]
    near = [fact for fact in claimed if fact.id == entity or f"{entity}" in fact.id.replace(".", " ").split()]
    for fact in (at or near[-1:] or claimed[-1:])[:1]:
        fact.remove()
        for evidence in fact.fact.evidence:
            index = indexes.get((evidence.line, evidence.column))
            if index is not None:
                draft.drop(index, Why.CONTRADICTS, f"{fact.id}: {clash.message}")
                break
        return
    place = clash.path[:2]
    if place[0] in {"access_patterns", "questions"} and isinstance(place[1], int):
        items = getattr(model, str(place[0]))
        if place[1] < len(items):
            items.pop(place[1])


def _fact_at(model: Model, clash: Clash) -> Fact | None:
    match clash.path:
        case ("entities", str(name), "attributes", str(key), *_):
            return model.entities[name].attributes.get(key) if name in model.entities else None
        case ("entities", str(name), ("unique" | "checks") as kind, int(index), *_) if name in model.entities:
            items: list[Fact] = getattr(model.entities[name], kind)
            return items[index] if index < len(items) else None
        case ("entities", str(name), *_):
            return model.entities.get(name)
        case ("relationships", int(index), *_):
            return model.relationships[index] if index < len(model.relationships) else None
    return None
