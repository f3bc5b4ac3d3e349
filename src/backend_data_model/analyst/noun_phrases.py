"""Layer 4, noun phrases: determiner, quantity, possessor, modifiers and content words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.lookahead import NOT_IN_NOUNS
from backend_data_model.analyst.morphology import is_plural
from backend_data_model.analyst.phrase import Noun, Quantity
from backend_data_model.analyst.qualifiers import Qualifier
from backend_data_model.analyst.quantities import read_quantity
from backend_data_model.analyst.tokens import NUMBER_WORDS
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from backend_data_model.analyst.lookahead import Lookahead

_SIZED = re.compile(r"(\d+|[a-z]+)-(?:characters?|chars?|digits?|letters?)")
_FOCUS = frozenset({"also", "just", "both", "even"})
_STANDING_ALONE = word_set("that this these those both either neither such")
_FREQUENCIES = word_set("daily weekly monthly yearly hourly early")
_EMPTY_ADJECTIVES = word_set(
    "own said given successive consecutive respective corresponding following exact particular specific certain"
)
# "The parts list" is the parts.
_LISTS = word_set("list catalogue catalog register directory inventory roster")
_FLAGS = word_set("optional unique mandatory required distinct nullable")
_PERHAPS = word_set("optionally perhaps maybe possibly")
_OPTIONAL = frozenset({"optional", "optionally", "nullable"})


def read_noun_phrase(look: Lookahead, i: int, stop: int) -> Noun | None:
    """The noun phrase that begins at `i`; None when no content word follows the determiners."""
    run = _Run()
    start = i
    optional = look.word(i) in _PERHAPS and (look.word(i + 1) in _OPENERS or look.noun_word(i + 1))
    if optional or (look.word(i) in lex.ADVERBS and look.word(i + 1) in lex.ARTICLES):
        start += 1
    opening = _opening(look, start, stop)
    if opening is None:
        return None
    determiner, quantity, at = opening
    run.counted = quantity is not None or determiner in lex.UNIVERSAL | {"no"}
    possessor: Noun | None = None
    first = at
    while not run.ended and at < stop and at not in look.by_first:
        if look.word(at) == "'s" and look.tokens[at].kind == "word":
            if not run.words or look.word(at + 1) == "got":
                break
            possessor = Noun(run.words, first, at, determiner)
            run.words, run.modifiers, determiner, first = [], [], "its", at + 1
            at += 1
            while look.word(at) == "own":
                at += 1
            continue
        after = _content(look, at, stop, run, told=determiner is not None)
        if after is None:
            break
        at = after
    if not run.words:
        return None
    if len(run.words) > 1 and run.words[-1] in _LISTS and is_plural(run.words[-2]):
        run.words.pop()
    return Noun(
        run.words,
        i,
        at - 1,
        determiner,
        quantity,
        is_plural(run.words[-1]) and not (quantity is not None and quantity.max == 1 and determiner is not None),
        None,
        possessor,
        run.modifiers,
        run.sizes,
        optional=optional or bool(_OPTIONAL & {*run.modifiers}),
    )


@dataclass(slots=True)
class _Run:
    """The words of a noun phrase so far; `sizes` are lengths told by a word ("six-digit")."""

    words: list[str] = field(default_factory=list)
    modifiers: list[str] = field(default_factory=list)
    sizes: list[Qualifier] = field(default_factory=list)
    ended: bool = False
    counted: bool = False


_OPENERS = lex.DETERMINERS | lex.MANY
_MOST_OPENERS = 6


def _opening(look: Lookahead, i: int, stop: int) -> tuple[str | None, Quantity | None, int] | None:
    """Determiner and quantity before a noun, and the place after them; None when they belong to no noun."""
    while (look.word(i) in _FOCUS and look.word(i + 1) in lex.DETERMINERS | {"users"}) or (
        look.word(i) in {"both", "just"} and is_plural(look.word(i + 1))
    ):
        i += 1
    determiner: str | None = None
    quantity, i = read_quantity(look, i)
    limit = min(stop, i + _MOST_OPENERS)
    while i < limit and look.word(i) in _OPENERS and look.tokens[i].kind == "word":
        word = look.word(i)
        if word in _STANDING_ALONE and look.closes(i + 1):
            return None
        if (word == "no" and look.word(i + 1) == "longer") or (word == "each" and look.word(i + 1) in lex.ARTICLES):
            return None
        if word in lex.DETERMINERS and determiner not in lex.UNIVERSAL:
            determiner = word
        if word in lex.MANY:
            quantity = quantity or Quantity(0, None)
        more, i = read_quantity(look, i + 1)
        quantity = more or quantity
    return determiner, quantity, i


def _content(look: Lookahead, i: int, stop: int, run: _Run, *, told: bool) -> int | None:
    """Takes the word at `i` into the run and gives the next place; None when the phrase ends before it."""
    token, word, words = look.tokens[i], look.word(i), run.words
    if token.kind == "quote":
        words.append(word[1:-1])
        return i + 1
    if token.kind != "word" or _ends(word, started=bool(words)):
        return None
    if word in _FREQUENCIES and look.noun_word(i + 1):
        words.append(word)
        return i + 1
    if word in lex.ADVERBS and word != "well":
        if words:
            return None
        run.modifiers.append(word)
        return i + 1
    if i + 1 < stop and word in _EMPTY_ADJECTIVES and not (word == "given" and look.word(i + 1) in lex.PREPOSITIONS):
        return i + 1
    if word in _FLAGS or (i + 1 < stop and word.endswith(("-level", "-wide", "-specific", "-scoped", "-based"))):
        run.modifiers.append(word)
        return i + 1
    if (size := _size(word, i)) is not None:
        run.sizes.append(size)
        return i + 1
    if words and word in _OPENERS:
        return None
    form = lex.VERB_FORMS.get(word)
    tail = look.moment_tail(i, after_noun=bool(words)) or (i + 1 if look.validity(i) else None)
    past = form is not None and form[1] in {"past", "participle"}
    if form and words and tail is None and _verb_here(look, i, form, words):
        return None
    if form is None and len(words) == 1 and look.unknown_plural_verb(i):
        return None
    alone = look.record and look.opens(i) and look.closes(i + 1)
    if past and not words and not (look.attributive(i) or tail is not None or told or alone):
        return None
    words.append(word)
    rate = look.rate_tail(i + 1) if not run.counted else None
    if rate is not None:
        words.extend(look.word(j) for j in range(i + 1, rate + 1))
        run.ended = True
        return rate + 1
    if tail is not None:
        words.extend(look.word(j) for j in range(i + 1, tail + 1))
        run.ended = True
        return tail + 1
    return i + 1


def _ends(word: str, *, started: bool) -> bool:
    """Whether a word cannot be in a noun phrase."""
    if word in NOT_IN_NOUNS and not (word == "like" and not started):
        return True
    if word in lex.PRONOUNS and not (word in {"one", "ones"} and started):
        return True
    return word in lex.MODALS | lex.BE | lex.HAVE or word in {"not", "never"}


def _size(word: str, i: int) -> Qualifier | None:
    """The length that an adjective tells: "six-digit", "40-character"."""
    sized = _SIZED.fullmatch(word)
    if sized is None or (sized.group(1).isalpha() and sized.group(1) not in NUMBER_WORDS):
        return None
    size = float(NUMBER_WORDS.get(sized.group(1), 0) or sized.group(1))
    return Qualifier("length", i, i, min=size, max=size)


def _verb_here(look: Lookahead, i: int, form: tuple[str, str], words: list[str]) -> bool:
    """Whether a verb form inside a run of nouns ends the phrase, because it is the clause's verb."""
    word = look.word(i)
    if form[1] == "ing" or (form[1] == "s" and look.word(i + 1) in lex.BE | lex.MODALS):
        return False
    if (
        form[1] in {"past", "participle"}
        and words[0] in {"last", "first", "date", "year", "day", "time"}
        and look.closes(i + 1)
    ):
        return False
    if form[1] in {"past", "participle"}:
        return (
            not (look.tokens[i + 1].kind == "word" and look.word(i + 1) in lex.TYPE_HEADS)
            if i + 1 < len(look.tokens)
            else False
        )
    if word in lex.NOUN_LIKE:
        if form[1] == "s" and is_plural(words[-1]) and not _one_of(look, i - len(words)):
            return False
        if form[1] == "base" and not is_plural(words[-1]):
            return False
        if form[1] == "s" and words[-1] in lex.BOUNDARY_NOUNS and look.noun_word(i + 1):
            return True
        if form[1] == "base" and len(words) == 1 and look.plural_object(i + 1):
            return True
        return look.object_follows(i + 1) and look.word(i + 1) not in {"of", "per"}
    return True


def _one_of(look: Lookahead, i: int) -> bool:
    """Whether "one of the" stands before the words that begin at `i`."""
    return look.word(i - 1) in lex.DETERMINERS and look.word(i - 2) == "of" and look.word(i - 3) == "one"
