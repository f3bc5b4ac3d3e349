"""Layer 2, spoken language: fillers that say nothing are passed over, a correction replaces what it corrects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.analyst.tokens import Token

_WORDS = word_set("honestly frankly anyway anyhow haha hahaha lol um uh er hmm erm admittedly seriously")
# Said between commas, or where nothing but a comma or the end follows.
_PHRASES = [
    tuple(phrase.split())
    for phrase in (
        "of course",
        "you know",
        "i mean",
        "i guess",
        "i suppose",
        "to be honest",
        "to be fair",
        "as i said",
        "as i say",
        "by the way",
        "needless to say",
        "so to speak",
        "if you like",
        "if you will",
        "let me see",
        "let me think",
        "in a way",
    )
]
_FREE = frozenset({("of", "course"), ("to", "be", "honest"), ("you", "know"), ("by", "the", "way")})
# "What kind of course": there the word is a noun.
_PARTITIVE = word_set("kind type sort choice part level name title")
_DASHES = frozenset({",", "-", "–", "—", "...", "…", ";"})
_RETRACTIONS = [
    tuple(phrase.split())
    for phrase in (
        "no wait",
        "no , wait",
        "wait no",
        "wait , no",
        "no sorry",
        "no , sorry",
        "sorry , no",
        "or rather",
        "scratch that",
        "correction",
        "hang on",
        "hold on",
        "sorry , i mean",
        "sorry , i meant",
        "i mean",
        "i meant",
        "actually no",
        "actually , no",
        "no , actually",
        "wait",
        "sorry",
    )
]
_RETRACTION_WORDS = frozenset(phrase[0] for phrase in _RETRACTIONS)
_CLOSERS = lex.BE | lex.HAVE | lex.MODALS | lex.PREPOSITIONS | {".", "!", "?", ""}
_PHRASES_BY_FIRST = {first: [p for p in _PHRASES if p[0] == first] for first in dict.fromkeys(p[0] for p in _PHRASES)}
_KINDS = (lex.ARTICLES, lex.UNIVERSAL, lex.PREPOSITIONS)


def as_meant(tokens: list[Token]) -> list[Token]:
    """The tokens without fillers and without what a later phrase of the same sentence takes back."""
    return _without_fillers(_corrected(tokens)) or tokens


def _at(tokens: Sequence[Token], i: int) -> str:
    return tokens[i].lower if 0 <= i < len(tokens) else ""


def _opens(tokens: Sequence[Token], i: int, phrase: tuple[str, ...]) -> bool:
    return all(_at(tokens, i + k) == word for k, word in enumerate(phrase))


def _corrected(tokens: list[Token]) -> list[Token]:
    """ "Unique per venue - no wait, per hall": the phrase after the retraction stands for the one like it before."""
    for i in range(1, len(tokens) - 2):
        if tokens[i].lower not in _DASHES or tokens[i + 1].lower not in _RETRACTION_WORDS:
            continue
        cue = next((phrase for phrase in _RETRACTIONS if _opens(tokens, i + 1, phrase)), None)
        if cue is None:
            continue
        start = i + 1 + len(cue)
        while _at(tokens, start) in _DASHES | {":"}:
            start += 1
        if start >= len(tokens):
            continue
        place = _counterpart(tokens, i, tokens[start])
        if place is not None:
            return [*tokens[:place], *tokens[start:]]
    return tokens


def _counterpart(tokens: list[Token], end: int, first: Token) -> int | None:
    """Where the phrase begins that a phrase with this first word replaces: the last one that begins alike."""
    for alike in (
        lambda token: token.lower == first.lower,
        lambda token: first.value is not None and token.value is not None,
        lambda token: any(first.lower in kind and token.lower in kind for kind in _KINDS),
    ):
        for place in range(end - 1, max(-1, end - 12), -1):
            if alike(tokens[place]):
                return place
    return None


def _without_fillers(tokens: list[Token]) -> list[Token]:
    kept: list[Token] = []
    i = 0
    while i < len(tokens):
        length = _filler(tokens, i, kept)
        if not length:
            kept.append(tokens[i])
            i += 1
            continue
        i += length
        if _at(tokens, i) == "," and (not kept or kept[-1].lower in {",", *lex.CONJUNCTIONS, "-", "–", ":"}):
            i += 1
        if kept and kept[-1].lower == "," and _closes(_at(tokens, i)):
            kept.pop()
    return kept


def _closes(word: str) -> bool:
    """Whether a comma before this word only parted the filler from the sentence."""
    return word in _CLOSERS


def _filler(tokens: list[Token], i: int, kept: list[Token]) -> int:
    """How many tokens the filler at `i` has; 0 where there is none."""
    word = tokens[i].lower
    if (
        word == "got"
        and (_at(tokens, i - 1) in lex.HAVE or _at(tokens, i - 1) in {"'ve", "not"})
        and _at(tokens, i + 1) != "to"
    ):
        return 1
    if word in _WORDS:
        return 1
    for phrase in _PHRASES_BY_FIRST.get(word, ()):
        if not _opens(tokens, i, phrase):
            continue
        after = _at(tokens, i + len(phrase))
        parted = (not kept or kept[-1].lower in {",", "-", "–", "—"}) and after in {",", ".", "!", "-", "–", "—", ""}
        if parted or (phrase in _FREE and _at(tokens, i - 1) not in _PARTITIVE):
            return len(phrase)
    return 0
