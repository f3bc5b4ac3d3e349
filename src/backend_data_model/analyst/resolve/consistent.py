"""The last look: whatever contradicts the rest of the model is taken out and told, never handed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.documents.contradictions import contradictions

if TYPE_CHECKING:
    from backend_data_model.analyst.resolve.draft import Draft
    from backend_data_model.documents.clash import Clash
    from backend_data_model.model.document import Evidence, Model

_MOST_PASSES = 20


def drop_contradictions(draft: Draft) -> None:
    """Removes the facts that the document's own checks refuse; each is kept in `Draft.dropped` with the reason."""
    for _ in range(_MOST_PASSES):
        clashes = list(contradictions(draft.model))
        if not clashes:
            return
        removed: set[tuple[object, ...]] = set()
        for clash in reversed(clashes):
            place = clash.path[:4] if clash.path[0] == "entities" else clash.path[:2]
            if place not in removed:
                removed.add(place)
                _remove(draft, clash)


def _remove(draft: Draft, clash: Clash) -> None:
    model, path = draft.model, clash.path
    evidence: list[Evidence] = []
    match path:
        case ("entities", str(name)):
            model.entities[f"{name}_record"] = model.entities.pop(name)
            _rename(model, name, f"{name}_record")
        case ("entities", str(name), ("unique" | "checks") as kind, int(index), *_):
            items = getattr(model.entities[name], kind)
            if index < len(items):
                evidence = items.pop(index).evidence
        case ("entities", str(name), "attributes", str(key), *rest):
            attribute = model.entities[name].attributes[key]
            evidence = attribute.evidence
            if "default" in rest:
                attribute.default = None
            elif "values" in rest:
                attribute.values = None
            else:
                del model.entities[name].attributes[key]
        case ("entities", str(name), *_):
            model.entities[name].is_a = model.entities[name].inheritance = None
        case ("relationships", int(index), "role") if index < len(model.relationships):
            relation = model.relationships[index]
            evidence = relation.evidence
            relation.role = f"{relation.role}_{index + 1}"
        case (("relationships" | "access_patterns" | "questions") as kind, int(index), *_):
            items = getattr(model, kind)
            if index < len(items):
                evidence = items.pop(index).evidence
        case _:
            model.tenancy.kind, model.tenancy.tenant = "none", None
    draft.dropped.extend((one, clash.message) for one in evidence[-1:])


def _rename(model: Model, old: str, new: str) -> None:
    for relation in model.relationships:
        if relation.entity == old:
            relation.entity = new
        if relation.target == old:
            relation.target = new
