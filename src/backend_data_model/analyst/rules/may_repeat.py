"""may-repeat: a pair that may occur again - "the same maker may appear twice on one object"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst.claims import UniqueClaim
from backend_data_model.analyst.context import name_of
from backend_data_model.analyst.linking import Bounds, emit_link

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "may-repeat"
_W = r"[a-z][\w'-]*(?: [a-z][\w'-]*){0,2}?"
_REPEAT = re.compile(
    rf"\bthe same (?P<a>{_W}) (?:may|can|could|might) (?:well |also )?(?:[a-z]+ ){{1,3}}?"
    r"(?:twice|more than once|several times|repeatedly|again|many times|any number of times)"
    rf" (?:on|in|for|with|at|to|by|into|under) (?:the same |an? |the |1 |each |every |any )?(?P<b>{_W})"
    rf"(?: ?,? (?:but|though|only|just) (?:not |never |only once )?(?:in|with|for|at|on|under|as|by)"
    rf" (?:the same|different|another) (?P<r>{_W}))?(?= ?[.,;:!?)]|$)"
)


def read(parsed: Parsed, context: Context) -> bool:
    """Each may have many of the other, and the pair occurs once for each of what tells its rows apart."""
    match = _REPEAT.search(parsed.normal) if "the same " in parsed.normal else None
    if match is None:
        return False
    one, other = context.lookup(match.group("a")), context.lookup(match.group("b"))
    if one is None or other is None or one == other:
        return False
    context.no_links = True
    for source, target in ((one, other), (other, one)):
        emit_link(context, RULE, source, target, Bounds(0, None, 2))
    apart = [f"@{name_of(match.group('r'))}"] if match.group("r") else []
    context.emit(
        UniqueClaim(evidence=context.evidence(RULE), rule=RULE, owner=None, members=[one, other, *apart], focus=one)
    )
    return True
