"""The former and the latter: which of the attributes just named they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context

_PLACES = {"former": 0, "latter": 1, "first_one": 0, "second_one": 1}


def one_of_two(context: Context, owner: str | None, name: str) -> tuple[str | None, str] | None:
    """Owner and name of "the former" or "the latter" of two attributes; None when the words say neither."""
    place = _PLACES.get(name)
    if place is None:
        return None
    told = [(owner, known) for known in list(context.named.get(owner or "", {}))[-2:]] or context.recent[-2:]
    return told[place] if len(told) == len({"former", "latter"}) else None
