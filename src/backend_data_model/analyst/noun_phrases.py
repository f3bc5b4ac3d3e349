"""Layer 4, noun phrases: determiner, quantity, possessor, modifiers and content words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.lookahead import DATE_TAILS, NOT_IN_NOUNS
from backend_data_model.analyst.morphology import is_plural
from backend_data_model.analyst.phrase import Noun, Quantity
from backend_data_model.analyst.qualifiers import Qualifier
from backend_data_model.analyst.quantities import read_quantity
from backend_data_model.analyst.tokens import NUMBER_WORDS

if TYPE_CHECKING:
    from backend_data_model.analyst.lookahead import Lookahead

_SIZED = re.compile(r"(\d+|[a-z]+)-(?:characters?|chars?|digits?|letters?)")


def read_noun_phrase(look: Lookahead, i: int, stop: int) -> Noun | None:
    start = i
    determiner: str | None = None
    quantity: Quantity | None = None
    while (look.word(i) in {"also", "just", "both", "even"} and look.word(i + 1) in lex.DETERMINERS | {"users"}) or (
        look.word(i) in {"both", "just"} and is_plural(look.word(i + 1))
    ):
        i += 1
    quantity, i = read_quantity(look, i)
    while i < stop and (look.word(i) in lex.DETERMINERS or look.word(i) in lex.MANY) and look.tokens[i].kind == "word":
        word = look.word(i)
        if word in {"that", "this", "these", "those", "both", "either", "neither", "such"} and look.closes(i + 1):
            return None
        if (word == "no" and look.word(i + 1) == "longer") or (word == "each" and look.word(i + 1) in lex.ARTICLES):
            return None
        determiner = word if word in lex.DETERMINERS and determiner not in lex.UNIVERSAL else determiner
        if word in lex.MANY:
            quantity = quantity or Quantity(0, None)
        i += 1
        more, i = read_quantity(look, i)
        quantity = more or quantity
    words: list[str] = []
    sizes: list[Qualifier] = []
    modifiers: list[str] = []
    first_word = i
    possessor: Noun | None = None
    while i < stop and i not in look.by_first:
        token = look.tokens[i]
        word = token.lower
        if token.kind == "quote":
            words.append(word[1:-1])
            i += 1
            continue
        if (
            token.kind == "number"
            and (words or (determiner and i + 1 < stop and look.tokens[i + 1].kind == "word")) is False
        ):
            break
        if token.kind not in {"word"}:
            break
        if word == "'s":
            if not words:
                break
            possessor = Noun(words, first_word, i, determiner, plural=False)
            words, modifiers, determiner, first_word = [], [], "its", i + 1
            i += 1
            while look.word(i) in {"own"}:
                i += 1
            continue
        if (word in NOT_IN_NOUNS and not (word == "like" and not words)) or (
            word in lex.PRONOUNS and not (word == "one" and words)
        ):
            break
        if word in lex.MODALS | lex.BE | lex.HAVE or word in {"not", "never"}:
            break
        if word in {"daily", "weekly", "monthly", "yearly", "hourly", "early"} and look.noun_word(i + 1):
            words.append(word)
            i += 1
            continue
        if word in lex.ADVERBS and word != "well":
            if words:
                break
            modifiers.append(word)
            i += 1
            continue
        if (
            word
            in {
                "own",
                "said",
                "given",
                "respective",
                "corresponding",
                "following",
                "exact",
                "actual_",
                "particular",
                "specific",
                "overall_",
                "certain",
                "new_",
            }
            and i + 1 < stop
        ):
            i += 1
            continue
        if word.endswith(("-level", "-wide", "-specific", "-scoped", "-based")) and i + 1 < stop:
            modifiers.append(word)
            i += 1
            continue
        if (sized := _SIZED.fullmatch(word)) is not None:
            size = (
                float(NUMBER_WORDS.get(sized.group(1), 0) or sized.group(1))
                if not sized.group(1).isalpha() or sized.group(1) in NUMBER_WORDS
                else None
            )
            if size is not None:
                sizes.append(Qualifier("length", i, i, min=size, max=size))
                i += 1
                continue
        if word in {"optional", "unique", "mandatory", "required", "distinct", "nullable"}:
            modifiers.append(word)
            i += 1
            continue
        if words and word in lex.DETERMINERS | lex.MANY:
            break
        form = lex.VERB_FORMS.get(word)
        if form and words and _verb_here(look, i, form, words):
            break
        if (
            form
            and not words
            and form[1] in {"past", "participle"}
            and not (look.attributive(i) or (look.closes(i + 2) and look.word(i + 1) in DATE_TAILS) or determiner)
        ):
            break
        words.append(word)
        if word in {"taken", "opened", "closed", "received", "written"} or (form and form[1] in {"participle", "past"}):
            if look.word(i + 1) in DATE_TAILS and look.closes(i + 2):
                words.append(look.word(i + 1))
                i += 2
                break
        i += 1
    if not words:
        if (
            quantity is not None
            and i > start
            and look.word(i - 1) not in {"", ","}
            and determiner is None
            and i - start >= 1
            and possessor is None
        ):
            return None
        return None
    last = i - 1
    plural = is_plural(words[-1])
    noun = Noun(words, start, last, determiner, quantity, plural, None, possessor, modifiers)
    noun.qualifiers.extend(sizes)
    noun.optional = "optional" in modifiers or "optionally" in modifiers or "nullable" in modifiers
    return noun


def _verb_here(look: Lookahead, i: int, form: tuple[str, str], words: list[str]) -> bool:
    """Whether a verb form inside a run of nouns ends the phrase, because it is the clause's verb."""
    word = look.word(i)
    if form[1] == "ing":
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
        if form[1] == "s" and is_plural(words[-1]):
            return False
        if form[1] == "base" and not is_plural(words[-1]):
            return False
        return look.object_follows(i + 1) and look.word(i + 1) not in {"of", "per"}
    return True
