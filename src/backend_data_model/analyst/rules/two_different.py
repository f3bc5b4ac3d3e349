"""two-different: two references that never lead to the same row - "the home team and the away team must differ"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.claims import DistinctClaim
from backend_data_model.analyst.context import name_of

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "two-different"
_W = r"[a-z][\w-]*"
_SIDE = rf"(?:the |its |their |a |an )?(?P<{{}}>{_W}(?: {_W}){{{{0,2}}}}?)"
_A, _B = _SIDE.format("a"), _SIDE.format("b")
_MUST = r"(?:must|shall|should|have to|has to|need to)"
_NEVER = r"(?:(?:must|shall|should|can|could|may|will|is|are) )?(?:not|never)(?: both| ever)?(?: be)?"
_ONES = rf"(?:{_W} )?"
_END = r"(?= ?$| ?[.,;)]| (?:and|but)\b)"
_PAIR = re.compile(
    rf"(?:^|[,;:(] (?:and |but )?){_A} and {_B} (?:(?:{_MUST} )?(?:always )?(?:differ|(?:be |are )(?:always )?"
    rf"(?:different|distinct|2 different {_W}))|{_NEVER} (?:the same|equal|identical|alike)(?: {_W})?){_END}"
)
_FROM = re.compile(
    rf"(?:^|[,;:(] (?:and |but )?){_A} (?:(?:{_MUST} (?:always )?)?(?:(?:be |is |are )(?:always )?(?:different from"
    rf"|other than)|differs? from)|{_NEVER} (?:the same {_ONES}as|equal to|identical to)) {_B}{_END}"
)
_AS = re.compile(
    rf"{_B}(?: {_W})* ,(?: {_W})*? (?:can|may|must|shall|should) (?:not|never) be the same {_ONES}as {_A}{_END}"
)
_AFTER_LIST = re.compile(
    rf"(?:(?:, |- |\( ?|and |but )(?:which |who |these |they |both )*{_NEVER} the same(?: {_W})?"
    rf"|\b(?:they|these|both|the 2) (?:{_MUST} (?:always )?(?:differ|be (?:2 )?different(?: {_W})?)"
    rf"|{_NEVER} (?:the same|equal|identical)(?: {_W})?)){_END}"
)
_REFLEXIVE = re.compile(
    rf"\b(?:not|never|no|nothing|nobody|none|no 1)\b(?: {_W}){{0,6}}? (?P<to>{_W}) (?:itself|himself|herself|themselves"
    r"|themself)\b"
)
_OWN = re.compile(rf"\b(?:not|never|no|nothing|nobody)\b(?: {_W}){{0,4}}? be (?:its|their|his|her) own (?P<a>{_W})")
_OF_ITSELF = re.compile(rf"(?P<a>{_W}) of itself\b")
_OTHER_DOER = re.compile(
    rf"\b(?P<a>{_W}) by (?:an? |the |some)?(?:{_W} )?(?:, )?(?:who|that) (?:must|shall|should|may|can|is) (?:not|never)"
    rf" (?:be )?the (?:1|{_W}) (?:who|that) (?P<b>{_W})"
)
_OTHER_THAN = re.compile(
    rf"\b(?P<a>{_W}) by (?:someone|somebody|an? {_W}|another {_W}) (?:else |other )?than the (?:1|{_W}) (?:who|that)"
    rf" (?P<b>{_W})"
)
_DOER_NOT = re.compile(
    rf"(?:whoever|the (?:1|{_W}) (?:who|that)|(?:nobody|no 1|no {_W}) (?:who|that)) (?P<a>{_W})(?: {_W}){{0,3}} (?:must"
    rf"|may|can|shall|should)(?: not| never)? (?:also )?(?P<b>{_W})"
)
_LONGEST_SENTENCE = 400


def read(parsed: Parsed, context: Context) -> bool:
    """Two sides that are told to differ, or a thing that is told not to refer to itself."""
    text = parsed.normal
    if len(text) > _LONGEST_SENTENCE:
        return False
    if "sel" in text or " own " in text:
        return _reflexive(parsed, context)
    told = any(word in text for word in (" who ", " that ", "whoever"))
    if told and (match := _OTHER_DOER.search(text) or _OTHER_THAN.search(text) or _DOER_NOT.search(text)):
        return _doers(match, context)
    if not any(word in text for word in ("differ", "same", "equal", "identical", "distinct")):
        return False
    if match := _PAIR.search(text) or _FROM.search(text) or _AS.search(text):
        sides = (_side(match.group("a")), _side(match.group("b")))
        if all(sides) and not sides[0].isdigit():
            return _emit(context, sides)
    return _AFTER_LIST.search(text) is not None and _emit(context, ())


def _side(words: str) -> str:
    return name_of(words)


def _doers(match: re.Match[str], context: Context) -> bool:
    verbs = [lex.VERB_FORMS.get(match.group(side)) for side in ("a", "b")]
    known = [form[0] for form in verbs if form is not None and form[0] not in {"be", "have"}]
    return len(known) == len(verbs) and known[0] != known[1] and _emit(context, tuple(known))


def _reflexive(parsed: Parsed, context: Context) -> bool:
    text = parsed.normal
    if own := _OWN.search(text):
        return _emit(context, (_side(own.group("a")),), told=_subject(parsed, context))
    match = _REFLEXIVE.search(text)
    if match is None or match.group("to") == "by":
        return False
    before = match.group("to")
    if before not in lex.PREPOSITIONS and before not in lex.VERB_FORMS:
        return False
    part = _OF_ITSELF.search(text)
    sides = (_side(part.group("a")),) if part is not None else ()
    return _emit(context, sides, told=_subject(parsed, context), reflexive=True)


def _subject(parsed: Parsed, context: Context) -> str | None:
    return next((e for c in parsed.clauses for n in c.subjects if (e := context.entity(n)) is not None), None)


def _emit(context: Context, sides: tuple[str, ...], *, told: str | None = None, reflexive: bool = False) -> bool:
    context.emit(
        DistinctClaim(
            evidence=context.evidence(RULE),
            rule=RULE,
            sides=sides,
            target=told,
            reflexive=reflexive or len(sides) == 1,
            focus=context.focus,
        )
    )
    return True
