"""How alike two names are by meaning: normalised words, singular and plural, abbreviations and synonyms.

The word lists are data (synonyms.yaml); a glossary of the user adds to them.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD = re.compile(r"[^\W_]+")
_SILENT = frozenset({"of", "the", "a", "an", "is", "has", "tbl", "fk"})
_MOMENTS = frozenset({"at", "on", "date", "time", "datetime", "timestamp", "day"})
_IRREGULAR = {"people": "person", "children": "child", "men": "man", "women": "woman", "data": "data", "media": "media"}
_SYNONYM, _NEAR, _PREFIX, _SIMILAR = 0.95, 0.7, 0.8, 0.75


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in lower case and the singular: `OrderLines` and `order_lines` give order, line."""
    plain = unicodedata.normalize("NFKC", name)
    if plain != plain.upper():
        plain = _CAMEL.sub(" ", plain)
    found = _WORD.findall(plain.casefold())
    return tuple(_singular(word) for word in found)


@cache
def _singular(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) > 2 and word[-1] == "s" and word[-2].isdigit():
        return word[:-1]
    if len(word) < 4 or word.endswith(("ss", "us", "is")) or not word.endswith("s"):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if word.endswith("ses") and word[:-2].endswith(("us", "is")):
        return word[:-2]
    return word[:-1]


class Vocabulary:
    """Scores pairs of names between 0 and 1; `glossary` holds lists of phrases that are the same to the user."""

    def __init__(self, glossary: Iterable[Sequence[str]] = ()) -> None:
        lists = _lists()
        self._abbreviations = {key: tuple(text.split()) for key, text in lists["abbreviations"].items()}
        self._same: dict[tuple[str, ...], set[int]] = {}
        self._near: dict[tuple[str, ...], set[int]] = {}
        for number, group in enumerate([*glossary, *lists["same"]]):
            for phrase in group:
                self._same.setdefault(words_of(phrase), set()).add(number)
        for number, group in enumerate(lists["near"]):
            for phrase in group:
                self._near.setdefault(words_of(phrase), set()).add(number)
        self._longest = max(len(phrase) for phrase in self._same)
        self._phrases: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {}
        self._scores: dict[tuple[tuple[str, ...], tuple[str, ...]], float] = {}

    def expand(self, name: str) -> tuple[str, ...]:
        """The words of a name with abbreviations written out."""
        words = words_of(name)
        return tuple(full for word in words for full in self._abbreviations.get(word, (word,)))

    def alike(self, one: str, other: str) -> float:
        """How alike two names are: 1 for the same words, 0 for nothing in common."""
        return self.alike_words(self.expand(one), self.expand(other))

    def alike_words(self, left: tuple[str, ...], right: tuple[str, ...]) -> float:
        """`alike` for names already in words."""
        key = (left, right)
        if key not in self._scores:
            self._scores[key] = self._score(left, right)
        return self._scores[key]

    def _score(self, left: tuple[str, ...], right: tuple[str, ...]) -> float:
        if not left or not right:
            return 0.0
        if left == right or "".join(left) == "".join(right):
            return 1.0
        if self._same.get(left, set()) & self._same.get(right, set()):
            return _SYNONYM
        a, b = self._split(left), self._split(right)
        if not a or not b:
            return 0.0
        return (self._covered(a, b) + self._covered(b, a)) / 2

    def _covered(self, these: tuple[tuple[str, ...], ...], those: tuple[tuple[str, ...], ...]) -> float:
        """How much of `these` is found in `those`; the last word is the head and counts for more."""
        weights = [0.3 if part[-1] in _MOMENTS else 1.0 for part in these]
        head = max((place for place, weight in enumerate(weights) if weight == 1.0), default=len(these) - 1)
        weights[head] *= 1.5
        total = sum(weights)
        best = [max(self._pair(part, other) for other in those) for part in these]
        return sum(weight * score for weight, score in zip(weights, best, strict=True)) / total

    def _split(self, words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        """The words in the longest phrases that the lists know."""
        if words in self._phrases:
            return self._phrases[words]
        found: list[tuple[str, ...]] = []
        place = 0
        while place < len(words):
            size = next(
                (
                    n
                    for n in range(min(self._longest, len(words) - place), 1, -1)
                    if words[place : place + n] in self._same
                ),
                1,
            )
            part = words[place : place + size]
            if part[0] not in _SILENT or size > 1:
                found.append(part)
            place += size
        self._phrases[words] = tuple(found)
        return self._phrases[words]

    def _pair(self, one: tuple[str, ...], other: tuple[str, ...]) -> float:
        if one == other:
            return 1.0
        if self._same.get(one, set()) & self._same.get(other, set()):
            return _SYNONYM
        if self._near.get(one, set()) & self._near.get(other, set()):
            return _NEAR
        if one[0] in _MOMENTS and other[0] in _MOMENTS and len(one) == len(other) == 1:
            return 0.9
        return _spelled_alike("".join(one), "".join(other))


@cache
def _spelled_alike(one: str, other: str) -> float:
    short, long = sorted((one, other), key=len)
    if len(short) >= 3 and long.startswith(short):
        return _PREFIX
    if len(short) >= 5 and short[:4] == long[:4] and SequenceMatcher(None, one, other, autojunk=False).ratio() >= 0.75:
        return _SIMILAR
    return 0.0


@cache
def _lists() -> Mapping[str, Any]:
    import yaml

    text = files("backend_data_model.tracer").joinpath("synonyms.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return loaded
