"""Layer 4, coordination: a head that several modifiers share - "start and end times", "the dry and wet weight"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.morphology import is_plural, singular
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from backend_data_model.analyst.phrase import Chunk, Noun
    from backend_data_model.analyst.tokens import Token

# Words that come in pairs before one head.  Some of them are heads too ("a start and an end").
_PAIRED = word_set(
    """
    start end begin finish opening closing first second third middle last minimum maximum min max upper lower low high
    old new gross net planned actual previous next current former initial final left right inner outer dry wet
    departure arrival check-in check-out birth death early late short long home work day night public private
    internal external estimated real total partial top bottom front rear green red raw cooked
    """
)
_ADJECTIVE_ENDS = ("al", "ic", "ive", "ary", "ous", "est", "ed", "able", "ible", "ar", "ior", "less", "ful", "en")
# Plurals that one thing has as a whole, so that they tell nothing of what stands before them.
_WHOLE_PLURALS = word_set("hours remarks notes minutes details instructions comments terms opening-hours coordinates")


def share_heads(chunks: list[Chunk], tokens: list[Token]) -> None:
    """Gives the head of the last noun phrase of a coordination to those before it that only modify it."""
    for index, chunk in enumerate(chunks):
        if chunk.kind == "paren":
            share_heads(chunk.inner, tokens)
        elif chunk.kind == "np" and chunk.noun is not None and len(chunk.noun.words) in {2, 3}:
            members = _members(chunks, index)
            if members and _shared(members, chunk.noun, tokens):
                _distribute(members, chunk.noun)


def _members(chunks: list[Chunk], index: int) -> list[Noun]:
    """The one-word noun phrases right before the coordination at `index`, nearest first."""
    found: list[Noun] = []
    joint, at = chunks[index - 1] if index else None, index - 2
    while (
        joint is not None
        and at >= 0
        and joint.kind == ("comma" if found else "conj")
        and joint.word in {"and", "or", "&", ",", ""}
        and (noun := chunks[at].noun) is not None
        and chunks[at].kind == "np"
        and len(noun.words) == 1
        and noun.possessor is None
        and noun.quantity is None
        and not noun.plural
    ):
        found.append(noun)
        joint, at = chunks[at - 1] if at else None, at - 2
    return found


def _shared(members: list[Noun], last: Noun, tokens: list[Token]) -> bool:
    """Whether the words before the head of `last` and the `members` are of one kind."""
    modifier, head = last.words[0], last.words[-1]
    opener = members[-1].determiner
    words = [noun.words[0] for noun in members]
    if last.quantity is not None or any(tokens[noun.first].kind == "quote" for noun in [*members, last]):
        return False
    if any(noun.determiner is not None for noun in members[:-1]):
        return False
    paired = modifier in _PAIRED and all(word in _PAIRED for word in words)
    bare = not any(_heads(word) and word not in _PAIRED for word in words)
    if len(last.words) > 2 and not paired:
        return False
    if is_plural(head) and last.determiner is None:
        told = _heads(singular(head)) and head not in _WHOLE_PLURALS
        return told and opener not in {"a", "an"} and (paired or bare)
    if is_plural(head) or not (_heads(singular(head)) or (paired and opener == "the")):
        return False
    if last.determiner in {"a", "an"}:
        both = tokens[members[-1].first].lower == "both"
        return opener in {"a", "an", None} and (paired or (both and bare))
    if last.determiner is not None or opener not in {"the", "its", "their", "a", "an", None}:
        return False
    alike = all(_adjective(word) for word in [modifier, *words])
    return paired or (opener == "the" and (alike or (bare and _adjective(modifier))))


def _heads(word: str) -> bool:
    return word in lex.TYPE_HEADS or word in lex.WEAK_HEADS


def _adjective(word: str) -> bool:
    return word in _PAIRED or (len(word) > 4 and word.endswith(_ADJECTIVE_ENDS))


def _distribute(members: list[Noun], last: Noun) -> None:
    rest = [*last.words[1:-1], singular(last.words[-1])]
    for noun in members:
        noun.words.extend(rest)
    if last.plural:
        last.words[1:] = rest
        last.plural = False
