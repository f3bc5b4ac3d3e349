"""one-direction: a bound told from the other side - "no keeper runs more than one lighthouse", "who runs no other"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst.claims import LinkClaim
from backend_data_model.analyst.linking import Bounds, emit_link

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "one-direction"
_W = r"[a-z][\w'-]*(?: [a-z][\w'-]*){0,2}?"
_END = r"(?= ?[.,;:!?)]|$)"
_MAY = r"(?:may |can |could |might |must |shall |should |will |ever )?"
_NONE_MORE = re.compile(
    rf"\b(?:no|neither|never does an?) (?P<a>{_W}) {_MAY}[a-z]+(?: (?:to|in|on|at|for|by|of|from|with|after|over))?"
    rf" (?:more than 1|2) (?P<b>{_W})(?={_END}| at | in | on )"
)
_NO_OTHER = re.compile(r"\b(?:who|which|that|and) (?:[a-z]+ ){1,4}?(?:no other|nothing else|no others|none other)\b")
_EMPTY = re.compile(
    rf"(?:^|[,;.] |\bbut |\band )(?:an? |the |each |every |any )?(?P<a>{_W}) (?:may|can|could|might)"
    r" (?:also |well |still |sometimes )?(?:be|stay|stand|remain|exist)"
    rf" (?:empty|vacant|unused|unoccupied|idle|without (?:any )?(?P<b>{_W})){_END}"
)
_NOT_WITHOUT = re.compile(
    rf"\b(?:no|there is no) (?P<a>{_W}) {_MAY}(?:be |exist |exists )?without (?:at least 1 |any )?(?P<b>{_W}){_END}"
)
_RECENT = 200


def read(parsed: Parsed, context: Context) -> bool:
    """What the sentence says of the direction that its grammar does not show."""
    text = parsed.normal
    found = False
    for match in _NONE_MORE.finditer(text):
        found |= _tell(context, match, Bounds(0, 1, 3))
    for match in _NOT_WITHOUT.finditer(text):
        found |= _tell(context, match, Bounds(1, None, 1))
    for match in _EMPTY.finditer(text):
        found |= (
            _tell(context, match, Bounds(0, None, 0)) if match.group("b") else _may_be_empty(context, match.group("a"))
        )
    if _NO_OTHER.search(text):
        found |= _no_other(parsed, context)
    return found


def _tell(context: Context, match: re.Match[str], bounds: Bounds) -> bool:
    source, target = context.lookup(match.group("a")), context.lookup(match.group("b"))
    if source is None or target is None or source == target:
        return False
    emit_link(context, RULE, source, target, bounds)
    return True


def _may_be_empty(context: Context, words: str) -> bool:
    """ "A rack may be empty": it need have none of what was said to be in it."""
    place = context.lookup(words)
    if place is None:
        return False
    for claim in reversed(context.claims[-_RECENT:]):
        if isinstance(claim, LinkClaim) and claim.target == place and claim.max == 1:
            emit_link(context, RULE, place, claim.source, Bounds(0, None, 0))
            return True
    return False


def _no_other(parsed: Parsed, context: Context) -> bool:
    """ "A station is commanded by one firefighter, who commands no other"."""
    for clause in parsed.clauses:
        subject = context.subject_entity(clause)
        for noun in [*clause.prep("by", "to", "with"), *clause.objects]:
            other = context.entity(noun)
            if subject is not None and other not in {None, subject}:
                emit_link(context, RULE, str(other), subject, Bounds(0, 1, 3))
                return True
    return False
