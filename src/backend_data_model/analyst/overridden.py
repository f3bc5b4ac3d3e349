"""What later words took back, told at both sentences; a sentence of which nothing is left is wholly overridden."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from backend_data_model.model.document import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

    from backend_data_model.model.document import Model

Place = tuple[int | None, int | None]
_MOST_TOLD = 3


class Change(NamedTuple):
    """What a sentence takes back or has taken back from it; `whole` when no fact rests on it any more."""

    told: str
    whole: bool


def told_changes(model: Model) -> dict[Place, Change]:
    """By line and column, the sentences that override others or are overridden."""
    if not model.overridden:
        return {}
    told: dict[Place, list[str]] = defaultdict(list)
    lost: set[Place] = set()
    for one in model.overridden:
        told[_place(one.old)].append(f"{one.about}: {one.was}, now {one.now}, by line {one.new.line}")
        told[_place(one.new)].append(f"{one.about}: {one.now}, no longer {one.was} of line {one.old.line}")
        lost.add(_place(one.old))
    used = {
        _place(one)
        for part in (model.tenancy, *model.entities.values(), *model.relationships, *model.volumes)
        for one in _evidence(part)
    }
    used |= {_place(one) for part in (*model.access_patterns, *model.application_rules) for one in part.evidence}
    return {
        place: Change("; ".join(dict.fromkeys(texts[:_MOST_TOLD])), place in lost and place not in used)
        for place, texts in told.items()
    }


def _place(evidence: Evidence) -> Place:
    return evidence.line, evidence.column


def _evidence(part: BaseModel) -> Iterator[Evidence]:
    for name in type(part).model_fields:
        yield from _inside(getattr(part, name))


def _inside(value: object) -> Iterator[Evidence]:
    if isinstance(value, Evidence):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _inside(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _inside(one)
    elif hasattr(value, "evidence"):
        yield from _evidence(value)  # type: ignore[arg-type]
