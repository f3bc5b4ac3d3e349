"""Which attribute an event means: "before it was opened" is `opened_on`, "the departure" is `departed_at`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.morphology import singular
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from collections.abc import Iterable

_NO_EVENT = word_set("at on date time day moment timestamp of the a an is was being been be it they its their")
_PARTICLES = word_set("in out up down off over back away")
_BEGINNINGS = word_set("start begin commence open")
_ENDINGS = word_set("end finish stop close complete")
_SHORTEST_STEM = 4
_DIFFERENT_TAIL = 2
"""How many letters at the end of the shorter word may differ: `receive` and `receipt`, `admit` and `admission`."""


def find_moment(names: Iterable[str], words: str) -> str | None:
    """The one name whose event is that of the words (snake_case), or that begins or ends where they do."""
    sought, particle = _event(words)
    if not sought:
        return None
    events = [(name, *_event(name)) for name in names]
    fitting = [
        name
        for name, parts, own in events
        if parts and (not particle or not own or particle == own) and all(_among(part, parts) for part in sought)
    ]
    closest = [name for name in fitting if len(_event(name)[0]) == len(sought)]
    for found in (fitting, closest):
        if len(found) == 1:
            return found[0]
    for side in (_BEGINNINGS, _ENDINGS):
        if len(sought) == 1 and sought[0] in side:
            alike = [name for name, parts, _ in events if len(parts) == 1 and parts[0] in side]
            return alike[0] if len(alike) == 1 else None
    return None


def _among(word: str, words: tuple[str, ...]) -> bool:
    return any(_alike(word, other) for other in words)


def _alike(one: str, two: str) -> bool:
    if one == two:
        return True
    least = max(_SHORTEST_STEM, min(len(one), len(two)) - _DIFFERENT_TAIL)
    return one[:least] == two[:least] and min(len(one), len(two)) >= least


@lru_cache(maxsize=20_000)
def _event(name: str) -> tuple[tuple[str, ...], str]:
    """The words of a name as lemmas without what every moment has ("at", "date"), and its particle ("out")."""
    parts: list[str] = []
    particle = ""
    for word in name.replace("-", "_").split("_"):
        if word in _PARTICLES:
            particle = particle or word
        elif word and word not in _NO_EVENT:
            verb, own = _opened(word)
            parts.append(_lemma(verb))
            particle = particle or own
    return tuple(parts), particle


def _opened(word: str) -> tuple[str, str]:
    """ "pickup" is "pick" with "up"."""
    for particle in _PARTICLES:
        verb = word[: -len(particle)]
        if word.endswith(particle) and lex.VERB_FORMS.get(verb, ("", ""))[1] == "base" and verb != "be":
            return verb, particle
    return word, ""


def _lemma(word: str) -> str:
    form = lex.VERB_FORMS.get(word)
    if form is not None:
        return form[0]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return singular(word)
