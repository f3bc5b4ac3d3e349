"""The references of a model, each from the entity whose rows hold it to the one that they refer to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_data_model.model.document import Model, Relationship


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference held by rows of `holder`; `number` is the place of the relationship in the model."""

    number: int
    relationship: Relationship
    holder: str
    target: str
    role: str
    optional: bool
    unique: bool


def references_of(model: Model) -> list[Reference]:
    """Every relationship that is no pair, seen from the side that can hold the foreign key."""
    found = []
    for number, r in enumerate(model.relationships):
        if r.many_to_many:
            continue
        many = r.each_has.endswith("*")
        if many or (r.each_has == "0..1" and r.each_is_had_by == "1"):
            role, optional = r.inverse_role or r.entity, r.each_is_had_by.startswith("0")
            found.append(Reference(number, r, r.target, r.entity, role, optional, not many))
        else:
            unique = not r.each_is_had_by.endswith("*")
            found.append(Reference(number, r, r.entity, r.target, r.role, r.each_has == "0..1", unique))
    return found
