"""The entity that words for a customer mean: "dance studios" are the studios of the text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst.context import name_of

_WORDS = re.compile(r"(?=\b([a-z][\w-]*(?: [a-z][\w-]*)?))")

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context


def tenant_named(words: str, context: Context) -> str | None:
    """The known entity of that name, or of its last words; None where the text keeps nothing of the kind."""
    parts = name_of(words).split("_")
    for start in range(len(parts)):
        found = context.symbols.named("_".join(parts[start:]))
        if found is not None:
            return found
    return None


def entities_named(text: str, context: Context) -> tuple[str, ...]:
    """The known entities whose names stand in a normalised text, in its order, also where no clause was understood."""
    found = (context.symbols.named(name_of(part)) for m in _WORDS.finditer(text) for part in (m[1], m[1].split()[0]))
    return tuple(dict.fromkeys(name for name in found if name is not None))
