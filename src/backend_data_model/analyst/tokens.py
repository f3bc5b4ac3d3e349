"""Layer 2: tokens with their places; numbers in words and figures are one token with a value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from backend_data_model.analyst.clipped_words import write_out
from backend_data_model.analyst.spoken_numbers import join_spoken_numbers

TokenKind = Literal["word", "number", "punct", "quote", "operator"]

_TOKEN = re.compile(
    r"""(?P<quote>"[^"\n]{1,80}"|“[^”\n]{1,80}”|`[^`\n]{1,80}`|‘[^’\n]{1,60}’)
      |(?P<number>(?<![\w.])[-−–]?\d+(?:[ ,]\d{3})*(?:\.\d+)?(?![\w])(?!-[A-Za-z])(?:\s?%)?)
      |(?P<operator>\.\.\.?|>=|<=|<>|!=|[<>=≥≤±])
      |(?P<word>[^\W\d_](?:[\w]|['’](?=\w)|-(?=\w)|_(?=\w)|\.(?=[a-z]\b))*\.?(?<=e\.g\.)|[^\W\d_](?:\w|['’](?=\w)|-(?=\w))*|\d[\w-]*|\w+)
      |(?P<punct>[^\s\w])""",
    re.VERBOSE,
)

_TO_NINETEEN = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
NUMBER_WORDS: dict[str, int] = {word: value for value, word in enumerate(_TO_NINETEEN)}
NUMBER_WORDS |= {word: 10 * ten for ten, word in enumerate(_TENS, start=2)}
MAGNITUDES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
NUMBER_WORDS |= MAGNITUDES | {"dozen": 12, "once": 1, "twice": 2}


@dataclass(slots=True)
class Token:
    """A token: `start` and `end` are offsets in the statement's text, `value` the number that it stands for."""

    text: str
    lower: str
    start: int
    end: int
    kind: TokenKind
    value: float | None = None

    @property
    def is_integer(self) -> bool:
        """Whether the token is a whole number."""
        return self.value is not None and float(self.value).is_integer()


def tokenize(text: str) -> list[Token]:
    """The tokens of a statement, contractions opened (`can't` is `can` + `not`)."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind: TokenKind = match.lastgroup  # type: ignore[assignment]
        raw = match.group()
        if kind == "word":
            found.extend(_words(raw, match.start()))
        elif kind == "number":
            figures = raw.replace("−", "-").replace("–", "-").replace(",", "").replace(" ", "").rstrip("%")
            if found and raw[0] in "-–−" and (found[-1].kind == "number") and found[-1].end == match.start():
                found.append(Token(raw[0], "-", match.start(), match.start() + 1, "punct"))
                found.append(Token(raw[1:], figures[1:], match.start() + 1, match.end(), "number", float(figures[1:])))
            else:
                found.append(Token(raw, figures, match.start(), match.end(), "number", float(figures)))
        else:
            found.append(Token(raw, raw.lower(), match.start(), match.end(), kind))
    _open_numbers(found)
    _open_is(found)
    return join_spoken_numbers(_compound(write_out(found)))


_CONTRACTIONS = {"n't": "not", "'s": "'s", "'re": "are", "'ll": "will", "'ve": "have", "'d": "would", "'m": "am"}
_IS_AFTER = frozenset({"it", "he", "she", "that", "there", "here", "what", "who", "where", "this", "everything"})
_CONTRACTED = {"ca": "can", "wo": "will", "sha": "shall"}
_AFTER_NUMBER = frozenset({"(", ",", ".", ";", "/", "and", ":"})
_BEFORE_NEGATION = frozenset({"there", "or", "and", "is", "has"})


_SAID_OF = frozenset({"unique", "optional", "required", "mandatory", "compulsory", "free", "empty", "blank", "enough"})
_SAID_AFTER = frozenset({"a", "an", "not", "always", "never", "either", "usually", "normally"})


def _open_is(tokens: list[Token]) -> None:
    """Reads "'s" after a noun as "is" where what follows can be no owned thing ("the code's unique in a shop")."""
    for token, after, last in zip(tokens, tokens[1:], [*tokens[2:], None], strict=False):
        if token.lower != "'s":
            continue
        told = after.lower in _SAID_OF and (last is None or last.kind != "word" or last.lower in _SAID_WHERE)
        if told or after.lower in _SAID_AFTER:
            token.lower = "is"


_SAID_WHERE = frozenset({"in", "within", "per", "across", "for", "and", "but", "until", "unless", "at", "then", "too"})


def _open_numbers(tokens: list[Token]) -> None:
    """Reads "no" as "number" where it ends a name ("serial no.")."""
    for before, token, after in zip(tokens, tokens[1:], [*tokens[2:], None], strict=False):
        if (
            token.lower == "no"
            and (after is None or after.lower in _AFTER_NUMBER)
            and before.kind == "word"
            and before.lower not in _BEFORE_NEGATION
        ):
            token.lower = "number"


def _compound(tokens: list[Token]) -> list[Token]:
    """Numbers of several words as one ("two hundred", "1.5 million", "two thousand and five")."""
    found: list[Token] = []
    i = 0
    while i < len(tokens):
        stop = _compound_end(tokens, i)
        if stop == i:
            found.append(tokens[i])
            i += 1
            continue
        parts = [token for token in tokens[i : stop + 1] if token.value is not None]
        total = current = 0.0
        for part in parts:
            size = MAGNITUDES.get(part.lower)
            if size is None:
                current += part.value or 0.0
            elif size == 100:
                current = (current or 1.0) * size
            else:
                total, current = total + (current or 1.0) * size, 0.0
        text = " ".join(token.text for token in tokens[i : stop + 1])
        value = total + current
        found.append(Token(text, text.lower(), tokens[i].start, tokens[stop].end, "number", value))
        i = stop + 1
    return found


def _compound_end(tokens: list[Token], i: int) -> int:
    """The last token of the number that begins at `i`; `i` itself when it is no number of several words."""

    def numeric(k: int) -> bool:
        return k < len(tokens) and tokens[k].value is not None and tokens[k].lower not in {"once", "twice", "dozen"}

    def magnitude(k: int) -> bool:
        return k < len(tokens) and tokens[k].lower in MAGNITUDES

    if not numeric(i) or not magnitude(i + 1):
        return i
    end = i + 1
    while True:
        after = end + 2 if end + 1 < len(tokens) and tokens[end + 1].lower == "and" else end + 1
        if magnitude(end + 1):
            end += 1
        elif magnitude(end) and numeric(after) and not magnitude(after) and tokens[after].kind == "word":
            end = after
        else:
            return end


def _words(raw: str, start: int) -> list[Token]:
    lower = raw.lower().replace("’", "'")
    end = start + len(raw)
    for ending, opened in _CONTRACTIONS.items() if "'" in lower else ():
        if lower.endswith(ending) and len(lower) > len(ending):
            cut = end - len(ending)
            stem = _CONTRACTED.get(lower[: -len(ending)], lower[: -len(ending)])
            if ending == "'s" and stem in _IS_AFTER:
                opened = "is"
            return [
                Token(raw[: -len(ending)], stem, start, cut, "word"),
                Token(raw[-len(ending) :], opened, cut, end, "word"),
            ]
    if lower == "cannot":
        return [Token(raw[:3], "can", start, start + 3, "word"), Token(raw[3:], "not", start + 3, end, "word")]
    lower = lower.rstrip("'")
    if lower in NUMBER_WORDS:
        return [Token(raw, lower, start, end, "word", float(NUMBER_WORDS[lower]))]
    if "-" in lower and all(part in NUMBER_WORDS for part in lower.split("-")):
        return [Token(raw, lower, start, end, "word", float(sum(NUMBER_WORDS[part] for part in lower.split("-"))))]
    return [Token(raw, lower, start, end, "word")]
