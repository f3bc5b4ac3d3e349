"""Layer 2, ellipsis: the noun that "another" leaves out - "entered by one clerk and approved by another"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from backend_data_model.analyst.tokens import Token

_OTHER = frozenset({"different", "second", "other", "2nd"})
_FIRST = frozenset({"one", "a", "an"})
_REMARKS = word_set("possibly perhaps maybe not necessarily or even usually normally often always different")
_LONGEST_NAME = 3


def fill_second_mentions(tokens: list[Token]) -> list[Token]:
    """The tokens with the noun of the first mention after "another", "a different one" or "the other"."""
    if not any(token.lower == "another" or token.lower in _OTHER for token in tokens):
        return tokens
    filled: list[Token] = []
    name: list[Token] = []
    i = 0
    while i < len(tokens):
        token = tokens[i]
        filled.append(token)
        i += 1
        if token.lower not in lex.PREPOSITIONS:
            continue
        cue = _cue(tokens, i)
        if cue and name:
            stop = _after_remark(tokens, i + cue)
            filled.extend(each for each in tokens[i : i + cue] if each.value is None)
            if stop == i + cue or not _same(tokens, stop, name):
                filled.extend(replace(each, start=tokens[i].start, end=tokens[i].end) for each in name)
            i = stop
        elif i < len(tokens) and tokens[i].lower in _FIRST:
            name = _name(tokens, i + 1)
    return filled


def _cue(tokens: list[Token], i: int) -> int:
    """How many tokens from `i` on say "another" and leave the noun out."""
    words = [token.lower for token in tokens[i : i + 3]]
    length = 0
    if words[:1] == ["another"]:
        length = 2 if words[1:2] == ["one"] else 1
    elif words[:1] in (["a"], ["the"]) and len(words) > 1 and words[1] in _OTHER:
        length = 3 if words[2:] == ["one"] else 2 if words[:2] == ["the", "other"] else 0
    return length if length and _ends(tokens, i + length) else 0


def _ends(tokens: list[Token], i: int) -> bool:
    """Whether a noun phrase cannot go on at `i`."""
    if i >= len(tokens) or tokens[i].kind != "word":
        return i >= len(tokens) or tokens[i].kind == "punct"
    word = tokens[i].lower
    return word in lex.CONJUNCTIONS or word in lex.PREPOSITIONS or word in _AFTER


_AFTER = word_set("who which that when if is are was may can must and or but at on later within before after")


def _name(tokens: list[Token], i: int) -> list[Token]:
    """The words of the noun phrase that begins at `i`; none when it does not end soon."""
    stop = i
    while stop < len(tokens) and stop - i <= _LONGEST_NAME and not _ends(tokens, stop):
        stop += 1
    found = tokens[i:stop]
    plain = stop - i <= _LONGEST_NAME and all(t.kind == "word" and t.value is None for t in found)
    return found if plain else []


def _after_remark(tokens: list[Token], i: int) -> int:
    """The place after ", possibly different," where that stands between "another" and its noun, or else `i`."""
    if i >= len(tokens) or tokens[i].lower not in {",", "("}:
        return i
    stop = i + 1
    while stop < len(tokens) and tokens[stop].lower in _REMARKS:
        stop += 1
    closed = i + 1 < stop < len(tokens) and tokens[stop].lower in {",", ")"}
    return stop + 1 if closed else i


def _same(tokens: list[Token], i: int, name: list[Token]) -> bool:
    return i < len(tokens) and tokens[i].lower in {name[0].lower, name[-1].lower}
