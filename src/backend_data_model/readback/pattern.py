"""A sentence pattern: written and read from one template, so that the two directions cannot drift apart.

In a template `{name:slot}` is a place and `[...]` a part that is left out where its places have no value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from backend_data_model.readback.slots import SLOTS

if TYPE_CHECKING:
    from backend_data_model.readback.slots import Slot

_PIECE = re.compile(r"\{(\w+):(\w+)\}|([\[\]])|([^{\[\]]+)")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One kind of sentence; `about` says on the page what it states."""

    id: str
    template: str
    about: str = ""
    own_slots: dict[str, Slot] = field(default_factory=dict)
    _regex: list[re.Pattern[str]] = field(default_factory=list)

    @property
    def places(self) -> dict[str, Slot]:
        """The slot of each place."""
        slots = SLOTS | self.own_slots
        return {found[1]: slots[found[2]] for found in _PIECE.finditer(self.template) if found[1]}

    @property
    def shown(self) -> str:
        """The template as people read it."""
        places = self.places
        return _PIECE.sub(lambda found: places[found[1]].shown if found[1] else found[0], self.template)

    def write(self, **values: Any) -> str:
        """The sentence with these values."""
        places, parts, kept = self.places, [""], [True]
        for found in _PIECE.finditer(self.template):
            name, _, bracket, words = found.groups()
            if bracket == "[":
                parts.append("")
                kept.append(True)
            elif bracket:
                part = parts.pop()
                parts[-1] += part if kept.pop() else ""
            elif words:
                parts[-1] += words
            elif len(parts) > 1 and values.get(name) in (None, []):
                kept[-1] = False
            else:
                parts[-1] += places[name].write(values[name])
        return parts[0]

    def read(self, sentence: str) -> dict[str, Any] | None:
        """The values in a sentence of this pattern, None where it is of another; ValueError for a broken value."""
        if not self._regex:
            self._regex.append(re.compile(self._expression()))
        found = self._regex[0].fullmatch(sentence)
        if found is None:
            return None
        places = self.places
        return {name: places[name].read(text) for name, text in found.groupdict().items() if text is not None}

    def _expression(self) -> str:
        places, made = self.places, ""
        for found in _PIECE.finditer(self.template):
            name, _, bracket, words = found.groups()
            if bracket:
                made += "(?:" if bracket == "[" else ")?"
            else:
                made += re.escape(words) if words else f"(?P<{name}>{places[name].regex})"
        return made
