"""A question and its answer as one statement: "Is the price optional? - No." says that the price is mandatory."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from backend_data_model.analyst.chunker import Chunker
from backend_data_model.analyst.reading import Parsed, parse_statement
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from backend_data_model.analyst.tokens import Token

_AUXILIARIES = word_set("is are was were do does did can could may might must should shall will has have need")
_YES = re.compile(
    r"^(?:(?:oh|well|ah|god|sure|of course) ,? ?)*(?:yes|yep|yeah|yup|correct|indeed|exactly|sure|absolutely|right"
    r"|of course|they (?:do|are|can|must|may|have|will)|it (?:does|is|can|must|may|has|will))(?= ?$| [,.;!:–-])"
)
_NO = re.compile(
    r"^(?:(?:oh|well|ah|god|heavens|unfortunately|certainly|of course) ,? ?)*(?:no|nope|not (?:at all|really|any ?more"
    r"|always|necessarily|all)|never|certainly not|of course not|on no account|they (?:do|are|can|must|may|have|will)"
    r" ?n(?:o|')t|it (?:does|is|can|must|may|has|will) ?n(?:o|')t)(?= ?$| [,.;!:–-])"
    r"|^(?:some|a few|many|most|not all|several|older|about)\b[^,.;]{1,60} (?:do|are|have|can) not(?= ?$| [.!])"
)
_TAKEN_UP = re.compile(
    r"\b(?:foreseen|be (?:added|supported|included|provided|possible|allowed)|add (?:it|that|them)|is needed|we need"
    r" (?:it|that)|please do)\b"
)
_LABEL = re.compile(r"^[a-z]{1,12}\.? : ")
_SCOPE = re.compile(r"^yes ,? ?((?:within|inside|in|per|for|across|up to|from|between|at|among) [^,.;]{1,60})")
_BEING = word_set("is are was were")
_PREDICATES = word_set(
    "mandatory optional required compulsory obligatory voluntary unique empty blank editable known given needed fixed"
)
_OUGHT = word_set("must should shall need does do did")
_GIVEN = re.compile(
    r"^(?:(?:need |have )?to )?(?:be |have to be |always )*(?:given|present|filled in|filled|entered|provided"
    r"|supplied|there"
    r"|set|known|recorded|stated|mandatory|required|compulsory)$"
)
_OPPOSITE = {"optional": "mandatory", "voluntary": "mandatory"}
_MOST = 40


def answer_of(parsed: Parsed) -> bool | None:
    """Whether a statement opens with a yes (True) or a no (False)."""
    text = _LABEL.sub("", parsed.normal)
    if _NO.search(text):
        return False
    return True if _YES.search(text) else None


def takes_up(parsed: Parsed) -> bool:
    """Whether an answer says, without a yes, that what was asked for comes."""
    return _TAKEN_UP.search(parsed.normal) is not None


def answered(question: Parsed, answer: Parsed, *, yes: bool) -> Parsed | None:
    """What the question states once it is answered; its words stay those of the question."""
    start = _opening(question)
    if start is None:
        return None
    tokens = question.tokens
    end = _subject_end(question, start + 1)
    if end is None or end + 1 >= len(tokens):
        return None
    text = question.statement.text
    subject = text[tokens[start + 1].start : tokens[end].end]
    rest = text[tokens[end + 1].start :].rstrip(" ?!.")
    auxiliary = tokens[start].lower
    if yes:
        rest = " ".join([rest, *_SCOPE.findall(_LABEL.sub("", answer.normal))[:1]])
        said = f"{subject} {rest}" if auxiliary in {"do", "did"} else f"{subject} {auxiliary} {rest}"
    elif (last := rest.split()[-1].lower() if rest else "") in _OPPOSITE:
        said = f"{subject} {auxiliary} {rest[: -len(last)]}{_OPPOSITE[last]}"
    elif auxiliary in _OUGHT and _GIVEN.match(rest.lower()):
        said = f"{subject} is optional"
    elif auxiliary in _OUGHT and rest.lower().endswith("be unique"):
        said = f"{subject} need not be unique"
    else:
        said = f"{subject} {auxiliary} not {rest}"
    told = parse_statement(replace(question.statement, text=f"{said}.", kind="prose", header=None, rank=1))
    told.statement = replace(question.statement, rank=1)
    return told


def _opening(parsed: Parsed) -> int | None:
    """Where the verb stands with which a yes-no question opens."""
    tokens = parsed.tokens
    if not parsed.normal.endswith("?") or len(tokens) > _MOST:
        return None
    for index, token in enumerate(tokens[:4]):
        if token.lower in _AUXILIARIES and (index == 0 or tokens[index - 1].lower in {",", "and", "so", ":", "but"}):
            return index
    return None


def _subject_end(parsed: Parsed, start: int) -> int | None:
    """The last token of the noun phrase after the verb."""
    tokens: list[Token] = parsed.tokens
    if start >= len(tokens):
        return None
    if tokens[start].lower in {"there", "it", "they", "we", "he", "she", "that", "this"}:
        return start
    chunks = Chunker(tokens, parsed.qualifiers, start).chunks(start, len(tokens))
    if not chunks or chunks[0].kind != "np" or chunks[0].noun is None:
        return None
    end = chunks[0].noun.last
    if len(chunks) > 2 and chunks[1].kind == "prep" and chunks[1].word == "of" and chunks[2].noun is not None:
        end = chunks[2].noun.last
    if end > start and tokens[end].lower in _PREDICATES and tokens[start - 1].lower in _BEING:
        end -= 1
    return end
