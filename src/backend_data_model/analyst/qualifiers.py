"""Layer 3: qualifier phrases - bounds, lengths, uniqueness, optionality, comparisons - found before any noun phrase.

A phrase such as "greater than zero" or "unique per merchant" means the same in a list item, in brackets, in a relative
clause or after "must be".  It is recognised once, here, on the normalised tokens (lower case, number words as figures,
single spaces) and becomes one `Qualifier` that the list and clause grammars carry as a unit.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.morphology import singular
from backend_data_model.analyst.qualifier_patterns import PATTERNS, QualifierKind
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.analyst.tokens import Token


@dataclass(slots=True)
class Qualifier:
    """One qualifier phrase over the tokens `first` to `last` (inclusive); `of_size` when it compares numbers."""

    kind: QualifierKind
    first: int
    last: int
    min: float | None = None
    max: float | None = None
    min_exclusive: bool = False
    max_exclusive: bool = False
    scope: str | None = None
    everywhere: bool = False
    op: str | None = None
    other: str | None = None
    unit: str | None = None
    values: tuple[str, ...] = ()
    of_size: bool = False


_SIZE = re.compile(r"\b(?:above|over|under|below|exceeds?|less|more|greater|higher|lower|larger|smaller|bigger)\b")
_CLAUSE_WORDS = lex.ARTICLES | lex.BE | lex.MODALS | lex.HAVE
_NO_NOUN = lex.PREPOSITIONS | lex.CONJUNCTIONS | lex.RELATIVES | lex.SUBORDINATORS | lex.MODALS | lex.BE | lex.ADVERBS
_GLOBAL_SCOPES = word_set(
    """
    platform system product world database company-wide installation application service app everything everyone
    everybody site globe board
    """
)


class Normalised:
    """A statement's tokens as one string of normalised words, with the way back from characters to tokens."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        words = [_norm(token) for token in tokens]
        self.starts: list[int] = []
        position = 0
        for word in words:
            self.starts.append(position)
            position += len(word) + 1
        self.text = " ".join(words)

    def token_at(self, character: int) -> int:
        """The index of the token that holds this character."""
        index = bisect_left(self.starts, character)
        return index if index < len(self.starts) and self.starts[index] == character else index - 1


# "Optional after all" compares nothing.
_AFTER_ALL = re.compile(r"after all(?= ?$| [,.;:)!]| and )")
_LONGEST_WORD = 60
"""Longer words are cut before patterns look at them: the work of a pattern grows with the square of a word."""


def _norm(token: Token) -> str:
    if token.value is not None and token.lower not in {"once", "twice", "dozen"}:
        return f"{token.value:.10g}"
    if token.kind == "quote":
        return '"' + token.lower[1:-1].replace(" ", "_") + '"'
    return token.lower[:_LONGEST_WORD]


def find_qualifiers(normalised: Normalised) -> list[Qualifier]:
    """The qualifier phrases of a statement, leftmost first, longest where two begin together, none overlapping."""
    candidates = sorted(_candidates(normalised), key=lambda pair: (pair[0].first, -pair[0].last, pair[1]))
    chosen: list[Qualifier] = []
    for qualifier, _ in candidates:
        if not chosen or qualifier.first > chosen[-1].last:
            chosen.append(qualifier)
    _carry_characters(chosen, normalised.tokens)
    return _merge_bounds(chosen, normalised.tokens)


_FIGURE = re.compile(r"\d")
_RANKED = list(enumerate(PATTERNS))
_WITHOUT_FIGURES = [(rank, source) for rank, source in _RANKED if r"\d" not in source[2].pattern]
"""The patterns that can match a statement that has no figure in it."""


def _candidates(normalised: Normalised) -> Iterator[tuple[Qualifier, int]]:
    for rank, (kind, variant, pattern) in _RANKED if _FIGURE.search(normalised.text) else _WITHOUT_FIGURES:
        for match in pattern.finditer(normalised.text):
            if match.end() == match.start():
                continue
            first, last = normalised.token_at(match.start()), normalised.token_at(match.end() - 1)
            if (kind == "compare" and (first == 0 or _AFTER_ALL.match(normalised.text, match.start()))) or (
                kind in {"unique", "optional"} and first == last and _before_noun(normalised.tokens, last)
            ):
                continue
            qualifier = _build(kind, variant, match, first, last)
            if any(_spoken_fraction(token) for token in normalised.tokens[first : last + 1]):
                _in_whole_units(qualifier)
            yield qualifier, rank


def _spoken_fraction(token: Token) -> bool:
    """Whether a token is a part told in words ("half an", "one and a half")."""
    return token.kind == "word" and token.value is not None and not token.is_integer


_SMALLER = {"hour": ("minutes", 60), "minute": ("seconds", 60), "day": ("hours", 24), "year": ("months", 12)}


def _in_whole_units(qualifier: Qualifier) -> None:
    """ "Half an hour" is 30 minutes: nobody who says so counts in parts of hours."""
    smaller = _SMALLER.get(singular(qualifier.unit or ""))
    if smaller is not None:
        qualifier.unit, factor = smaller
        qualifier.min = None if qualifier.min is None else qualifier.min * factor
        qualifier.max = None if qualifier.max is None else qualifier.max * factor


def _before_noun(tokens: list[Token], index: int) -> bool:
    """Whether "unique" stands before its noun ("a unique name") and is an adjective, not a phrase of its own."""
    if index and tokens[index - 1].lower in {"a", "an", "its", "their", "one", "the"}:
        return True
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if tokens[index].lower in {"optional", "optionally"} and after is not None and after.kind == "word":
        return after.lower not in _NO_NOUN
    return after is not None and after.kind == "word" and after.lower in lex.TYPE_HEADS


def _build(kind: QualifierKind, variant: str, match: re.Match[str], first: int, last: int) -> Qualifier:
    groups = match.groupdict()
    qualifier = Qualifier(kind, first, last, unit=groups.get("unit"))
    numbers = [float(value) for value in match.groups() if value and re.fullmatch(r"-?\d+(?:\.\d+)?", value)]
    if kind == "length":
        if variant != "max":
            qualifier.min = numbers[0]
        if variant != "min":
            qualifier.max = numbers[1] if variant == "between" else numbers[0]
    elif kind == "range":
        _set_bounds(qualifier, variant, _alike(qualifier, groups.get("before"), numbers))
    elif kind == "unique":
        scope = groups.get("scope")
        determiner = groups.get("det") or ""
        qualifier.everywhere = variant == "everywhere" or (
            scope is not None and (scope.split()[-1] in _GLOBAL_SCOPES or " all" in determiner or "whole" in determiner)
        )
        qualifier.scope = None if qualifier.everywhere else scope
    elif kind == "compare":
        qualifier.op, qualifier.other = variant, groups.get("other")
        qualifier.of_size = _SIZE.search(match.group()[: match.start("other") - match.start()]) is not None
    return qualifier


def _alike(qualifier: Qualifier, before: str | None, numbers: list[float]) -> list[float]:
    """The two numbers of "between one minute and four hours" in the smaller of their units."""
    if before is None or qualifier.unit is None or len(numbers) < 2:
        qualifier.unit = qualifier.unit or before
        return numbers
    one, two = lex.unit_of(before), lex.unit_of(qualifier.unit)
    if one is None or two is None or one.dimension != two.dimension or not one.size or not two.size:
        return numbers
    if one.size <= two.size:
        qualifier.unit = before
        return [numbers[0], round(numbers[1] * two.size / one.size, 9)]
    return [round(numbers[0] * one.size / two.size, 9), numbers[1]]


def _set_bounds(qualifier: Qualifier, variant: str, numbers: list[float]) -> None:
    match variant:
        case "between":
            qualifier.min, qualifier.max = sorted(numbers[:2])
        case "min" | "min_or_more":
            qualifier.min = numbers[0]
        case "max" | "max_or_less":
            qualifier.max = numbers[0]
        case "more":
            qualifier.min, qualifier.min_exclusive = numbers[0], True
        case "less":
            qualifier.max, qualifier.max_exclusive = numbers[0], True
        case "nonnegative":
            qualifier.min = 0
        case "positive":
            qualifier.min, qualifier.min_exclusive = 0, True


def _carry_characters(found: list[Qualifier], tokens: list[Token]) -> None:
    """ "Titles are up to 100 characters, blurbs up to 5000": the second bound counts characters too."""
    for before, qualifier in pairwise(found):
        between = [t.lower for t in tokens[before.last + 1 : qualifier.first]]
        if (
            before.kind == "length"
            and qualifier.kind == "range"
            and qualifier.unit is None
            and between
            and between[0] in {",", "and", ";"}
            and len(between) <= 5
            and all(w in {"and", ","} or (w not in lex.VERB_FORMS or w in lex.NOUN_LIKE) for w in between)
            and not any(w in _CLAUSE_WORDS for w in between)
            and lex.TYPE_HEADS.get(singular(between[-1]), "text") == "text"
        ):
            qualifier.kind = "length"


def _merge_bounds(found: list[Qualifier], tokens: list[Token]) -> list[Qualifier]:
    """Joins "above 0 and not over 100" into one range."""
    merged: list[Qualifier] = []
    for qualifier in found:
        before = merged[-1] if merged else None
        if (
            before is not None
            and before.kind == qualifier.kind
            and qualifier.kind in {"range", "length"}
            and all(t.lower in {"and", "but", ",", "or"} for t in tokens[before.last + 1 : qualifier.first])
            and (before.min is None or qualifier.min is None)
            and (before.max is None or qualifier.max is None)
        ):
            if qualifier.min is not None:
                before.min, before.min_exclusive = qualifier.min, qualifier.min_exclusive
            if qualifier.max is not None:
                before.max, before.max_exclusive = qualifier.max, qualifier.max_exclusive
            before.last = qualifier.last
            before.unit = before.unit or qualifier.unit
        else:
            merged.append(qualifier)
    return merged
