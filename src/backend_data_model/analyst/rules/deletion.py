"""deletion: what deleting a thing does to what hangs on it - "deleting a podcast removes its episodes"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from backend_data_model.analyst.claims import DeletionClaim

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "deletion"
_W = r"[a-z][\w'-]*(?: [a-z][\w'-]*){0,3}?"
_GONE = r"(?:deleted|removed|thrown away|erased|dropped|purged|destroyed)"
# What every pattern below holds: sentences without it are left at once.
_GOING = re.compile(r"delet|remov|thrown away|eras|dropp|purg|destroy|disappear|\bgo(?:es)?\b")
_REFUSED = re.compile(
    rf"\b(?:(?:a|an|the|no|each|any|every) )?(?P<p>{_W}) (?P<rel>(?:that|which|with|on whose|who"
    rf"|of) .{{1,80}}? )?(?:can|may|must|shall|should|could)(?: never| not)(?: ever)?,? be {_GONE}"
    r"(?: from [a-z ]+?)?(?P<tail> (?:while|as long as|if|when|until|unless) .*)?(?= ?[.;,!]|$)"
)
_REFUSED_ING = re.compile(
    rf"\b(?:removing|deleting|deletion of|removal of) (?:a |an |the )?(?P<p>{_W}) is (?:forbidden|refused"
    r"|not allowed|prevented|impossible|rejected|blocked)(?P<tail> (?:while|as long as|if|when) .*)?(?= ?[.;,!]"
    r"|$)"
)
_REFUSED_NOUN = re.compile(
    rf"\b(?:deletion|removal|deleting|removing) (?:of )?(?:a |an |the )?(?P<p>{_W}) (?:is|must be"
    r"|shall be) (?:refused|forbidden|rejected|prevented|not allowed|impossible)(?P<tail> (?:while|as long as"
    r"|if|when) .*)?"
)
_CASCADE = [
    re.compile(
        rf"\b(?:deleting|removing|delete|remove|erase|erasing) (?:a |an |the )?(?P<p>{_W}) (?:also |then |shall "
        r"|will |must |should |automatically |and )*(?:delete|deletes|remove|removes|erase|erases|takes?"
        rf"|drops?) (?:also )?(?:all )?(?:(?:of )?(?:its|their|the|his|her) )?(?P<c>{_W})(?P<more>(?: ,| and"
        r"| together with| along with) .*)?(?= ?[.;!]|$| too| as well| with it| along| together)"
    ),
    re.compile(
        rf"\b(?:delete|remove|erase) (?:a |an |the )?(?P<p>{_W}) ,? ?and (?:all )?(?:(?:its|their"
        rf"|the) )?(?P<c>{_W}) (?:go|goes|disappear|disappears|are deleted|is deleted|are gone|vanish|are removed)\b"
    ),
    re.compile(
        rf"\b(?:when|if|once|whenever) (?:a |an |the |you )?(?P<p>{_W}) (?:is|are|gets?"
        rf"|was) {_GONE} ,? ?(?:then )?(?:all )?(?:(?:of )?(?:its|their|the|his|her) )?(?P<c>{_W}) (?:go|goes"
        rf"|disappear|disappears|are (?:also )?{_GONE}|is (?:also )?{_GONE}|must go|should go|vanish"
        rf"|should disappear|will be {_GONE})\b"
    ),
    re.compile(
        rf"\b(?:its|their|the) (?P<c>{_W}) (?:go|goes|are {_GONE}|is {_GONE}|disappear|disappears"
        r"|should disappear)(?: too| along| as well| together)? (?:with it|with them|along with it|when (?:a|an"
        rf"|the) (?P<p>{_W}) is {_GONE})"
    ),
]
_STAYS = re.compile(
    rf"\b(?:when|if|once) (?:a |an |the )?(?P<p>{_W}) (?:is|gets?) {_GONE} ,? ?(?:all )?(?:(?:its|their"
    rf"|the) )?(?P<c>{_W}) (?:stay|stays|remain|remains|are kept|is kept|survive)\b"
)
_THEN = re.compile(rf"\b(?:then )?(?:its|their) (?P<c>{_W}) should disappear along with it")


def read(parsed: Parsed, context: Context) -> bool:
    """What deleting one thing does to what hangs on it."""
    text = parsed.normal
    if _GOING.search(text) is None:
        return False
    if match := _STAYS.search(text):
        return _emit(context, match, "set_null")
    if context.focus is not None and (match := _THEN.search(text)):
        child = context.lookup(match.group("c"))
        if child is not None:
            context.emit(
                DeletionClaim(
                    evidence=context.evidence(RULE), rule=RULE, parent=context.focus, child=child, action="cascade"
                )
            )
            return True
    for pattern in (_REFUSED, _REFUSED_ING, _REFUSED_NOUN):
        if match := pattern.search(text):
            return _refused(context, match)
    for pattern in _CASCADE:
        if match := pattern.search(text):
            return _emit(context, match, "cascade")
    return False


def _refused(context: Context, match: re.Match[str]) -> bool:
    groups = match.groupdict()
    phrase = groups["p"]
    rest = " ".join(part for part in (groups.get("rel"), groups.get("tail")) if part)
    if groups.get("rel") is None and " with " in f" {phrase} ":
        phrase, _, extra = phrase.partition(" with ")
        rest = f"{extra} {rest}"
    parent = context.lookup(phrase)
    if parent is None:
        return False
    child = None
    for words in _windows(rest):
        entity = context.lookup(words)
        if entity is not None and entity != parent:
            child = entity
            break
    context.emit(
        DeletionClaim(evidence=context.evidence(RULE), rule=RULE, parent=parent, child=child, action="restrict")
    )
    return True


def _windows(text: str) -> list[str]:
    words = text.split()
    return [" ".join(words[i : i + n]) for i in range(len(words)) for n in (3, 2, 1) if i + n <= len(words)]


def _emit(context: Context, match: re.Match[str], action: Literal["cascade", "set_null"]) -> bool:
    groups = match.groupdict()
    parent = context.lookup(groups.get("p")) if groups.get("p") else context.focus
    children = [groups["c"], *re.split(r" and | , | with ", groups.get("more") or "")]
    found = False
    last = parent
    for phrase in children:
        child = context.lookup(phrase)
        if child is None or last is None or child == last:
            continue
        context.emit(DeletionClaim(evidence=context.evidence(RULE), rule=RULE, parent=last, child=child, action=action))
        found = True
        if action == "cascade":
            last = child
    return found
