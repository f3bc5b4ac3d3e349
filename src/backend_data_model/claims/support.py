"""Whether the words that a claim quotes can say what it claims: its numbers, values, names and kind of rule.

A quote that is in the text but says something else is the commonest way in which a model's guess looks like a fact.
The word lists are data (support.yaml).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from backend_data_model.analyst.morphology import singular
from backend_data_model.analyst.tokens import tokenize
from backend_data_model.model.expression import AtLeastOneOf, Compare, ExactlyOneOf, Implies, Length, OneOf, Range
from backend_data_model.tracer.words import Vocabulary, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backend_data_model.model.expression import CheckExpression

_STEM = 5
_ALIKE = 0.7


@dataclass(frozen=True, slots=True)
class Words:
    """The quoted words with the sentence around them; `heading` is what the sentence stands under."""

    quote: str
    sentence: str
    heading: str = ""

    @property
    def all(self) -> str:
        """Everything that may name what the claim is about."""
        return f"{self.heading}\n{self.sentence}\n{self.quote}"


def names_it(words: str, name: str) -> bool:
    """Whether a text names the thing: one of the name's words, a form or a paraphrase of it is there."""
    there = _stems(words)
    parts = words_of(name)
    if any(stem in there for stem in map(_stem, parts)):
        return True
    lowered = f" {' '.join(words.lower().split())} "
    if any(_has(lowered, phrase) for part in parts for phrase in _lists()["paraphrases"].get(part, [])):
        return True
    vocabulary, texts = _vocabulary(), {words_of(token.text) for token in tokenize(words) if token.kind == "word"}
    return any(vocabulary.alike_words((part,), text) >= _ALIKE for part in parts if len(part) > 2 for text in texts)


def says_unique(words: Words) -> bool:
    """Whether the words speak of something that occurs only once."""
    return _any(words.sentence, _lists()["uniqueness"])


def says_rule(rule: CheckExpression, words: Words) -> str | None:
    """What of a rule its words do not say; None where they can say it."""
    match rule:
        case Range():
            return _missing_numbers((rule.min, rule.max), words)
        case Length():
            return _missing_numbers((rule.min, rule.max), words)
        case OneOf():
            return missing_values(map(str, rule.values), words)
        case Compare():
            if not _any(words.sentence, _lists()["comparison"]) and not re.search(r"[<>=≤≥≠]", words.sentence):
                return "a comparison"
            return _missing_numbers((rule.value,), words)
        case Implies():
            values = [str(v) for part in (*rule.when, *rule.then) if isinstance(part, OneOf) for v in part.values]
            return missing_values(values, words)
        case ExactlyOneOf() | AtLeastOneOf():
            lost = [member for member in rule.members if not names_it(words.all, member)]
            return f"{lost[0]!r}" if lost else None


def missing_values(values: Iterable[str], words: Words) -> str | None:
    """The first of a list of values that the words do not have."""
    there, stems = _squeezed(words.all), _stems(words.all)
    for value in values:
        if value.casefold() in {"true", "false"} or _squeezed(value) in there:
            continue
        if not all(_stem(part) in stems for part in words_of(value)):
            return f"the value {value!r}"
    return None


def says_number(value: float, words: str) -> bool:
    """Whether a text says a number, in digits, in words, or as so many of a larger unit."""
    lists = _lists()
    lowered = f" {' '.join(words.lower().split())} "
    if any(_has(lowered, phrase) for phrase in lists["numbers"].get(value, [])):
        return True
    said = {token.value for token in tokenize(words) if token.value is not None}
    said |= {0.5, 0.25} if " half " in lowered or " quarter " in lowered else set()
    said |= {1.0} if any(_has(lowered, one) for one in ("a", "an", "one")) else set()
    return value in said or any(
        value == number * factor or value == number / factor for number in said for factor in lists["multiples"]
    )


def _missing_numbers(bounds: Iterable[float | str | None], words: Words) -> str | None:
    for bound in bounds:
        if isinstance(bound, str):
            if _squeezed(bound) not in _squeezed(words.all) and not _digits(bound) <= _digits(words.all):
                return f"the bound {bound!r}"
        elif bound is not None and not says_number(bound, words.sentence) and not says_number(bound, words.quote):
            return f"the number {bound:g}"
    return None


def _digits(text: str) -> set[str]:
    return {number.lstrip("0") for number in re.findall(r"\d+", text)}


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _stems(text: str) -> set[str]:
    return {_stem(part) for token in tokenize(text) for part in words_of(token.text)}


@cache
def _stem(word: str) -> str:
    return singular(word.lower())[:_STEM].rstrip("ey")


def _any(words: str, phrases: Iterable[str]) -> bool:
    lowered = f" {' '.join(words.lower().split())} "
    return any(_has(lowered, phrase) for phrase in phrases)


def _has(lowered: str, phrase: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", lowered) is not None


@cache
def _vocabulary() -> Vocabulary:
    return Vocabulary()


@cache
def _lists() -> dict[str, Any]:
    import yaml

    text = (files("backend_data_model.claims") / "support.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded
