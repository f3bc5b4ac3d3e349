"""A model as plain data in the order in which people read it, without what goes without saying."""

from __future__ import annotations

from enum import Enum
from typing import Any

from pydantic import BaseModel

from backend_data_model.model.expression import Expression

Data = dict[str, Any] | list[Any] | str | int | float | bool | None

LATER = ("standing", "evidence", "required_standing", "required_evidence")
LAST = ("attributes", "unique", "checks")
ALWAYS = ("bdm", "kind")


class InlineMap(dict[str, Any]):
    """A map that is written on one line however long it is: evidence, expressions, sentences."""


INLINE_PARTS = ("Evidence", "Sentence")


def to_data(part: BaseModel) -> dict[str, Any]:
    """The part as maps, lists and scalars; fields that hold their default are left out."""
    kind = InlineMap if isinstance(part, Expression) or type(part).__name__ in INLINE_PARTS else dict
    fields = type(part).model_fields
    ordered = [name for name in fields if name not in LATER + LAST]
    ordered += [name for name in LATER + LAST if name in fields]
    data: dict[str, Any] = kind()
    for name in ordered:
        value = getattr(part, name)
        default = fields[name].get_default(call_default_factory=True)
        spoken = name in ALWAYS and (name == "bdm" or isinstance(part, Expression))
        if spoken or type(value) is not type(default) or value != default:
            data[name] = _plain(value)
    return data


def full_data(part: BaseModel) -> dict[str, Any]:
    """The part as plain data with every field, defaults included."""
    return part.model_dump(mode="json")


def _plain(value: Any) -> Data:
    if isinstance(value, BaseModel):
        return to_data(value)
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, Enum):
        return _plain(value.value)
    return value  # type: ignore[no-any-return]
