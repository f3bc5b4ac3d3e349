"""no-two: uniqueness told by what two things may not share - "no two episodes of a podcast share a number"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst.claims import UniqueClaim
from backend_data_model.analyst.context import name_of

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "no-two"
_W = r"[a-z][\w'-]*(?: [a-z][\w'-]*){0,3}?"
_SHARE = (
    r"(?:may |can |must |should |shall |will |do |does |ever )*(?:have|has|share|shares|carry|carries|use|uses"
    r"|bear|get|be given|with|having|sharing|be held|held)(?: ever)?"
)
_PATTERNS = [
    re.compile(
        rf"\bno 2 (?P<x>{_W})(?: (?:of|in|on|within|from|at|inside) (?P<s>{_W}))?,? (?:may |can |must |should "
        rf"|shall |ever )*(?:not )?{_SHARE} (?:the |an? )?(?:same )?(?P<a>{_W})(?: and (?:the )?(?:same )?"
        rf"(?P<b>{_W}))?(?P<rest> (?:are|is|may be|can be|on|in|at|for|within) .*)?(?= ?[.,;!)]|$)"
    ),
    re.compile(
        rf"\b2 (?P<x>{_W})(?: (?:of|in|on|within|from|at) (?P<s>{_W}))? (?:may |can |must |should |shall )?(?:never"
        rf"|not) (?:ever )?(?:have|share|carry|use|get|be given) (?:the |an? )?(?:same )?(?P<a>{_W})(?: and "
        rf"(?:the )?(?:same )?(?P<b>{_W}))?(?= ?[.,;!)]|$)"
    ),
    re.compile(
        rf"\b(?:never|not|no) 2 (?:(?P<x>{_W}) )?(?:for|with|of|at|on|in) (?:the )?same (?P<a>{_W}) and (?:the )?"
        rf"(?:same )?(?P<b>{_W})(?= ?[.,;!)]|$)"
    ),
    re.compile(
        rf"\bnot? (?:want |allow |have |be )?2 (?P<x>{_W}) (?:with|of) the same (?P<a>{_W}) (?:in|within|on|at|for"
        rf"|per) (?:a |an |1 |the |each |same )*(?P<s>{_W})(?= ?[.,;!)]|$)"
    ),
]
_AT_THE_SAME = re.compile(
    rf"\bno 2 (?P<x>{_W})(?: (?:of|in|on|within|from|inside) (?P<s>(?:the |a |an |1 )?(?:same )?[a-z][\w-]*))?"
    r" (?:may |can |must |should )?(?P<v>[a-z]+) (?:at|on|in|under|from|with) the same (?P<a>[a-z][\w -]{1,30}?)"
    r"(?= ?[.,;!)]|$)"
)
_HAVE_TWO = re.compile(
    rf"\b(?:a |an |each |no |the )?(?P<s>{_W}) (?:can|may|must|shall|will|does)? ?(?:not|never) (?:have|get|hold"
    rf"|make|receive) 2 (?P<x>{_W}) (?:with|at|on|for) the same (?P<a>{_W})(?= ?[.,;!)]|$| and)"
)
_TWICE = re.compile(
    rf"\b(?:a |an |each |the )?(?P<s>{_W}) (?:can|may|must|shall|is|are|will)? ?(?:not"
    rf"|never) be [a-z]+ twice (?:for|on|at|in|with) the same (?P<a>{_W})(?= ?[.,;!)]|$| either)"
)
_NEVER_SAME = re.compile(
    rf"\b(?P<o>{_W}) (?:never|not) (?:sends?|uses?|gives?|has|have|assigns?|issues?) the same (?P<a>{_W}) (?:for"
    rf"|to|on) 2 (?P<x>{_W})(?= ?[.,;!)]|$)"
)
_ON_TWO = re.compile(
    rf"\b(?:the same )?(?P<a>{_W}) (?:can|may|must|is|are|shall|will)? ?(?:not|never) (?:ever )?(?:be )?(?:on|in"
    rf"|for|used (?:by|for|in|on)|assigned to|shared by|given to|attached to|linked to) 2 (?P<x>{_W})"
    r"(?: either)?(?= ?[.,;!)]|$)"
)
_NO_LABEL = re.compile(
    rf"\bno (?P<a>{_W}) (?:occurs|appears|exists|is used|is given|comes up) (?:twice|more than (?:1|once)) (?:in"
    rf"|within|on|per|at) (?:the |a |an )?(?:same |1 )?(?P<s>{_W})(?= ?[.,;!)]|$)"
)


def read(parsed: Parsed, context: Context) -> bool:
    """Uniqueness that is told by what two things may not share."""
    text = parsed.normal
    for pattern in _PATTERNS:
        match = pattern.search(text)
        if match:
            groups = match.groupdict()
            owner = context.lookup(groups.get("x")) or context.focus or context.topic
            members = [m for m in (groups.get("a"), groups.get("b")) if m]
            scope = [groups["s"]] if groups.get("s") else []
            if groups.get("rest") and " the same " in groups["rest"]:
                members.append(groups["rest"].split(" the same ", 1)[1])
            return _emit(context, owner, members, scope)
    if match := _AT_THE_SAME.search(text):
        members = [f"{match['v'].rstrip('s')} {match['a']}" if match["a"] in {"time", "date", "day"} else match["a"]]
        return _emit(context, context.lookup(match["x"]), members, [match["s"]] if match["s"] else [])
    if " not " not in text and "never " not in text and "no " not in text:
        return False
    found = False
    if match := _HAVE_TWO.search(text):
        found = _emit(context, context.lookup(match.group("x")), [match.group("s"), match.group("a")], [])
    if (match := _TWICE.search(text)) and (thing := context.lookup(match.group("s"))) is not None:
        members = [thing, "@" + name_of(match.group("a"))]
        context.emit(
            UniqueClaim(evidence=context.evidence(RULE), rule=RULE, owner=None, members=members, focus=context.focus)
        )
        found = True
    if found:
        context.no_links = True
        return True
    match = _NEVER_SAME.search(text)
    if match:
        return _emit(context, context.lookup(match.group("x")), [match.group("a")], [match.group("o")])
    match = _ON_TWO.search(text)
    if match:
        return _emit(context, context.lookup(match.group("x")), [match.group("a")], [])
    match = _NO_LABEL.search(text)
    if match:
        return _emit(context, None, [match.group("a")], [match.group("s")])
    return False


def _emit(context: Context, owner: str | None, members: list[str], scope: list[str]) -> bool:
    names = [_member(context, owner, member) for member in members]
    names = [name for name in names if name]
    if not names:
        return False
    scope = [re.sub(r"^(?:the |a |an |same |1 |any |each )+", "", s) for s in scope]
    everywhere = any(s.split()[-1] in {"system", "platform", "product", "world", "database"} for s in scope)
    context.emit(
        UniqueClaim(
            evidence=context.evidence(RULE),
            rule=RULE,
            owner=owner,
            members=names,
            scope=[] if everywhere else scope,
            everywhere=everywhere,
            focus=context.focus,
        )
    )
    return True


def _member(context: Context, owner: str | None, phrase: str) -> str:
    entity = context.lookup(phrase)
    words = phrase.split()
    return (
        entity
        if entity is not None and entity != owner and context.symbols.resolve(name_of(" ".join(words[-2:])))
        else name_of(phrase)
    )
