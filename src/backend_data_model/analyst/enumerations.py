"""Layer 3, second part: fixed lists of values ("status: open, closed", "a type (auto or home)", "is A, B or C")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.morphology import is_plural, singular
from backend_data_model.analyst.qualifiers import Qualifier
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from backend_data_model.analyst.tokens import Token

_EXAMPLE = word_set("e.g e.g. like such for eg i.e i.e. example say perhaps ours including")
_STOP_WORDS = (
    lex.RELATIVES | lex.SUBORDINATORS | lex.MODALS | lex.HAVE | lex.PRONOUNS
    | word_set("is are was were be with by for at from starting than per unless its their")
)  # fmt: skip
_LEAD = word_set("of is are be either as : = may can must shall being the following")
_MAX_WORDS = 4


def find_enumerations(tokens: list[Token], taken: list[Qualifier]) -> list[Qualifier]:
    """The value lists of a statement as qualifiers of kind `enum`; spans in `taken` are left alone."""
    busy = {index for qualifier in taken for index in range(qualifier.first, qualifier.last + 1)}
    found: list[Qualifier] = []
    i = 0
    while i < len(tokens):
        enumeration = _at(tokens, i, busy)
        if enumeration is not None:
            found.append(enumeration)
            i = enumeration.last
        i += 1
    return found


def bare_values(tokens: list[Token], *, need_or: bool = True) -> tuple[str, ...] | None:
    """The values of a statement that is nothing but a list joined by "or", or by commas alone."""
    found = _values(tokens, 0, len(tokens), set())
    if found is None or len(found[0]) < 2 or (need_or and not found[2]) or found[1] < len(tokens) - 1:
        return None
    return tuple(found[0])


def _at(tokens: list[Token], i: int, busy: set[int]) -> Qualifier | None:
    if i in busy:
        return None
    word = tokens[i].lower
    if word == "(" and i > 0:
        return _bracketed(tokens, i, busy)
    if (
        tokens[i].value is not None
        and _word(tokens, i - 1) in _BEFORE_SIZES
        and (sizes := _sizes(tokens, i, busy)) is not None
    ):
        return sizes
    if (
        word in {"one", "any"}
        and _word(tokens, i + 1) == "of"
        and _word(tokens, i + 2) not in {"its", "our", "their", "my"}
    ):
        start = i + 2
        while _word(tokens, start) in {
            "the",
            "these",
            "following",
            ":",
            "values",
            "states",
            "statuses",
            "types",
            "kinds",
        }:
            start += 1
        first = i - 1 if _word(tokens, i - 1) in {"is", "are", "be", ":"} else i
        return _list(tokens, start, busy, first, need_or=False)
    if _is_enum_head(tokens, i):
        return _after_head(tokens, i, busy)
    if (
        _word(tokens, i + 1) == ":"
        and i
        and tokens[i].kind == "word"
        and not is_plural(word)
        and _word(tokens, i - 1) not in {",", ";"}
    ):
        return _list(tokens, i + 2, busy, i + 1, need_or=True)
    if word in {"is", "are", "be"} and i > 0:
        return _after_be(tokens, i, busy)
    return None


_BEFORE_SIZES = frozenset({"in", "of", "either", "are", "is", "be", ":"})


def _sizes(tokens: list[Token], i: int, busy: set[int]) -> Qualifier | None:
    """Figures with a unit: "in 250 g, 500 g and 1000 g", "of 5, 10 or 25 litres"."""
    values: list[str] = []
    unit: str | None = None
    first = last = i
    while i < len(tokens) and i not in busy and (value := tokens[i].value) is not None:
        values.append(f"{value:.10g}")
        last = i
        i += 1
        if (told := lex.unit_of(_word(tokens, i))) is not None:
            if unit not in {None, told.suffix}:
                return None
            unit, last = told.suffix, i
            i += 1
        joint = i
        while _word(tokens, i) in {",", "and", "or", "/"}:
            i += 1
        if i == joint:
            break
    if len(values) < 2 or unit is None or lex.unit_of(_word(tokens, last)) is None:
        return None
    return Qualifier("enum", first, last, values=tuple(values), unit=unit)


def _word(tokens: list[Token], i: int) -> str:
    return tokens[i].lower if 0 <= i < len(tokens) else ""


def _is_enum_head(tokens: list[Token], i: int) -> bool:
    word = tokens[i].lower
    return tokens[i].kind == "word" and singular(word) in lex.ENUM_HEADS and _word(tokens, i - 1) != "to"


def _after_head(tokens: list[Token], i: int, busy: set[int]) -> Qualifier | None:
    """A value list after a head such as `status`: after a colon, "is", "of", or at once."""
    j = i + 1
    if (
        _word(tokens, j) == "of"
        and _word(tokens, j + 1) not in lex.DETERMINERS
        and _list(tokens, j + 1, busy, j, need_or=True) is None
    ):
        while j < len(tokens) and tokens[j].lower not in {":", "="} and tokens[j].kind == "word":
            j += 1
    colon = _word(tokens, j) in {":", "=", "–", "-", "—"}
    start = j
    while _word(tokens, start) in _LEAD or (_word(tokens, start) == "one" and _word(tokens, start + 1) == "of"):
        colon = colon or _word(tokens, start) in {":", "=", "one"}
        start += 1
    if start >= len(tokens) or start in busy:
        return None
    if start == i + 1 and (_word(tokens, i - 1) == "the" or is_plural(tokens[i].lower)):
        return None
    return _list(tokens, start, busy, start if colon else i + 1, need_or=not colon)


def _after_be(tokens: list[Token], i: int, busy: set[int]) -> Qualifier | None:
    """ "A boiler is either running, idle or broken"; "an owner is either a family or a firm"."""
    start = i + 1
    while _word(tokens, start) in {"either", "always", "then", "currently"}:
        start += 1
    either = start > i + 1
    result = _list(tokens, start, busy, i, need_or=True, articles=True)
    if result is None or not (either or len(result.values) >= 3):
        return None
    result.other = "type" if _word(tokens, start) in lex.ARTICLES else "status"
    return result


def _bracketed(tokens: list[Token], i: int, busy: set[int]) -> Qualifier | None:
    """A value list in brackets after a singular noun; examples and attribute lists are not value lists."""
    before = tokens[i - 1]
    if before.kind not in {"word", "quote"} or _word(tokens, i + 1) in _EXAMPLE or before.lower == "together":
        return None
    close = next((j for j in range(i + 1, len(tokens)) if tokens[j].lower == ")"), None)
    if close is None:
        return None
    head = singular(before.lower)
    start = i + 1
    while _word(tokens, start) in {"one", "of", "either", "the", "following", ":"}:
        start += 1
    values = _values(tokens, start, close, busy)
    if values is None or len(values[0]) < 2:
        return None
    defaulted = values[1] < close and any(t.lower in {"unless", "default"} for t in tokens[values[1] : close])
    if values[1] != close and not defaulted:
        return None
    words = [value.split()[-1] for value in values[0]]
    attribute_like = sum(singular(w.lower()) in lex.TYPE_HEADS for w in words)
    if is_plural(before.lower) or (head not in lex.ENUM_HEADS and attribute_like * 2 >= len(words)):
        return None
    if head not in lex.ENUM_HEADS and not any(t.lower in {"or", "/", ","} for t in tokens[start:close]):
        return None
    return Qualifier("enum", i, close, values=tuple(dict.fromkeys(values[0])))


def _list(
    tokens: list[Token], start: int, busy: set[int], first: int, *, need_or: bool, articles: bool = False
) -> Qualifier | None:
    values = _values(tokens, start, len(tokens), busy, articles=articles)
    if values is None or len(values[0]) < 2 or (need_or and not values[2]):
        return None
    return Qualifier("enum", first, values[1] - 1, values=tuple(values[0]))


def _values(
    tokens: list[Token], start: int, stop: int, busy: set[int], *, articles: bool = False
) -> tuple[list[str], int, bool] | None:
    """Reads values from `start`: the values, the index after them, and whether "or" or a slash joined them."""
    values: list[str] = []
    words: list[str] = []
    joined, i, end = False, start, start
    last_separator = ""
    while i < stop and i not in busy:
        token = tokens[i]
        word = token.lower
        if (
            len(token.text) == 1
            and token.text.isupper()
            and not words
            and (i + 1 >= len(tokens) or tokens[i + 1].lower in {",", "or", ")", "/", "and", "."})
        ):
            words.append(token.text)
        elif token.kind == "quote":
            words.append(token.text[1:-1])
        elif word in {",", "or", "/", "and"}:
            if word == "and" and not words:
                break
            if words:
                values.append(" ".join(words))
                end = i
                words = []
            if joined and word == ",":
                break
            if last_separator in {"or", "and"} and word in {",", "or", "and"}:
                break
            joined = joined or word in {"or", "/"}
            last_separator = word
        elif (
            (word in {"-", "–"} and not words)
            or (
                token.kind in {"punct", "operator"}
                or word in _STOP_WORDS
                or (word == "in" and not words and not articles)
            )
            or token.kind == "number"
            or token.value is not None
        ):
            break
        elif articles and word in lex.ARTICLES and not words:
            pass
        elif (word in lex.DETERMINERS | lex.MANY and word not in {"no", "other", "both", "either", "most", "more"}) or (
            word in {"to", "on"} and not words
        ):
            break
        elif word in {"finally", "alternatively"} and not words:
            pass
        else:
            words.append(token.text if token.text.isupper() is False or len(token.text) < 2 else token.text.lower())
            if len(words) > _MAX_WORDS:
                return None if not values or joined else (values, end, joined)
        i += 1
    if words:
        tail_stopped = i < stop and tokens[i].lower in _STOP_WORDS and i not in busy
        if not (tail_stopped and tokens[i].lower in lex.MODALS | lex.HAVE | {"is", "are", "was", "were", "be"}):
            values.append(" ".join(words))
            end = i
    return (values, end, joined) if values else None
