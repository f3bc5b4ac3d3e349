"""some-have-none: a property that only some have - "some barges have no nickname", "not all owls have a name"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst.context import name_of
from backend_data_model.analyst.linking import Bounds, emit_link
from backend_data_model.analyst.members import qualify
from backend_data_model.analyst.qualifiers import Qualifier

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "some-have-none"
_W = r"[a-z][\w'-]*(?: [a-z][\w'-]*){0,2}?"
_HAVE = r"(?:have|has|get|gets|give|gives|carry|carries|bear|bears|come with|comes with|got)"
_END = r"(?= ?[.,;:!?)]|$| and\b| because\b| but\b| so\b| until\b| before\b| yet\b| at\b| at all\b)"
_SOME = r"(?:some|many|most|a few|few|certain|other|older|old|new|several)"
_NOT_HAVE = rf"(?:do|does) not (?:yet |always |necessarily )?{_HAVE}(?: an?| any| the| their| its)?"
_SO_FAR = r"(?:yet|at first|in the beginning|always|until\b.*|before\b.*)"
_PATTERNS = [
    re.compile(
        rf"\bnot (?:every|all|each) (?:of (?:the|our) )?(?P<s>{_W}) {_HAVE} (?:an? |the |its |their )?(?P<a>{_W}){_END}"
    ),
    re.compile(
        rf"\b{_SOME} (?:of (?:the|our) )?(?P<s>{_W}) (?:{_HAVE} (?:no|none|not any)|lack|{_NOT_HAVE}|come without"
        rf"|are without) (?P<a>{_W}){_END}"
    ),
    re.compile(rf"\b(?:only|just) {_SOME} (?P<s>{_W}) {_HAVE} (?:an? |any )?(?P<a>{_W}){_END}"),
    re.compile(
        rf"(?:^|[,;:.] |\band |\bbut )(?:the |an? )?(?P<s>{_W}) (?:{_NOT_HAVE} (?P<a>{_W}) {_SO_FAR}"
        rf"|{_HAVE} no (?P<b>{_W}) {_SO_FAR}|(?:do|does) not (?:always|necessarily|yet) {_HAVE}"
        rf" (?:an? |any |the |their |its )?(?P<c>{_W}))(?= ?[.,;]|$)"
    ),
]


def read(parsed: Parsed, context: Context) -> bool:
    """Properties and references that not all have are optional."""
    text = parsed.normal
    if " no" not in f" {text}" and "some" not in text and "without" not in text and "lack" not in text:
        return False
    for pattern in _PATTERNS:
        match = pattern.search(text)
        if match is None:
            continue
        groups = match.groupdict()
        phrase = groups.get("a") or groups.get("b") or groups.get("c") or ""
        owner, target = context.lookup(groups["s"]), context.lookup(phrase)
        if target is not None:
            if owner is None or owner == target:
                return False
            emit_link(context, RULE, owner, target, Bounds(0, 1, 0))
            return True
        name = name_of(phrase)
        if not name:
            return False
        qualify(context, owner, name, [Qualifier("optional", 0, 0)], RULE)
        return True
    return False
