"""Pass 1: labels of changes ("Priority: three levels were not enough"), which name attributes rather than things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst.morphology import identifier

if TYPE_CHECKING:
    from backend_data_model.analyst.reading import Parsed
    from backend_data_model.analyst.tally import Tally


def speaks_of_attribute(parsed: Parsed, label: list[str], tally: Tally) -> bool:
    """Whether a statement of change has an attribute told before, alone or after its owner, as its label."""
    if not parsed.statement.rank or not label:
        return False
    name = identifier(label)
    if name in tally.attributes:
        return tally.scores.get(name, 0) <= 0
    words = name.split("_")
    cuts = range(1, len(words))
    return any(tally.scores.get("_".join(words[:i]), 0) > 0 and "_".join(words[i:]) in tally.attributes for i in cuts)
