"""Pass 1, the glossary: terms that are told to be other words for a thing, in a table, a definition or a sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.analyst.reading import Parsed

_Q = "[\"“”'‘’]"
_WORD = r"[^\W\d_][\w-]*(?: [^\W\d_][\w-]*)?"
_THING = rf"(?:an? |the |one )?{_Q}?(?P<name>[^\W\d_][\w-]*(?: [^\W\d_][\w-]*)?){_Q}?"
# The meaning tells another word for the term.
_ALSO = re.compile(
    rf"(?:\bsays?|\bsaid|also (?:written|called|known as|named)|\baka|\ba\.k\.a\.|formerly|otherwise called"
    rf"|language|slang|jargon|sometimes(?: called)?|or simply|or just),?(?: an?| the)? {_Q}(?P<name>{_WORD}){_Q}"
    rf"|\balso (?:written|called|known as) (?P<bare>[^\W\d_][\w-]*)",
    re.IGNORECASE,
)
# The term is another word for what the meaning names.
_FOR = re.compile(
    r"(?:\bcalls? |\b(?:old|other|another|different|short|new) (?:word|name|term|expression) for "
    rf"|\b(?:synonym|alias|nickname) (?:of|for) |\bsame (?:thing )?as |(?:^|\()\W*= ?){_THING}(?= ?(?:[.,;:)|(]|$))",
    re.IGNORECASE,
)
_SAME = re.compile(rf"^\W*{_THING}[.;,].*\b(?:same thing|the same|interchangeabl[ey]|no difference)\b", re.IGNORECASE)
_DEFINITION = re.compile(
    rf"^{_Q}(?P<term>[^\"“”]{{2,40}}){_Q}\s*(?::|means\b|is\b|=|–|-)\s*(?P<meaning>\S.*)", re.DOTALL
)
_ALIKE = re.compile(
    rf"{_Q}(?P<a>{_WORD}){_Q} (?:and|or) {_Q}(?P<b>{_WORD}){_Q} (?:are|mean|is) (?:used alike|the same|one and the same"
    r"|used interchangeably|synonyms|used for the same)",
    re.IGNORECASE,
)


def told_synonyms(document: list[Parsed]) -> Iterator[tuple[str, str, bool]]:
    """Pairs of words for one thing; the third says whether the second is the word that is meant to be used."""
    for parsed in document:
        statement = parsed.statement
        if statement.term is not None:
            yield from _of_term(*statement.term)
            continue
        text = statement.quote
        if found := _DEFINITION.match(text):
            yield from _of_term(found.group("term"), found.group("meaning"))
        elif alike := _ALIKE.search(text):
            yield alike.group("a"), alike.group("b"), False


def _of_term(term: str, meaning: str) -> Iterator[tuple[str, str, bool]]:
    for also in _ALSO.finditer(meaning):
        yield also.group("name") or also.group("bare"), term, True
    for pattern in (_FOR, _SAME):
        if found := pattern.search(meaning):
            yield term, found.group("name"), True
            return
