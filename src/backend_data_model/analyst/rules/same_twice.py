"""same-twice: what may not come twice inside something - "a title may not be used twice in the same choir"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.claims import UniqueClaim
from backend_data_model.analyst.context import name_of

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "same-twice"
_W = r"[a-z][\w'-]*(?: [a-z][\w'-]*){0,2}?"
_END = r"(?= ?[.,;:!?)]|$| and\b| because\b| but\b| so\b)"
_IN = r"(?:in|within|inside|on|at|for|per|of|during)"
_ONE = r"(?:the same|the|1|a|an|any|each|every|any 1|1 and the same)"
_DET = r"(?:the same |the |an? |any |each |every |1 )?"
_AUX = r"(?:can |may |must |shall |should |will |do |does |is |are )?"
_HEAD = r"(?:^|[,;:.] |\band |\bbut |\bthat )"
_NEVER = r"(?:not|never)"
_MUST_BE = r"(?:is|are|must be|has to be|have to be|should be|shall be|needs to be)"
_NO_VERB = (
    r"(?!(?:is|are|be|it|they|he|she|we|not|never|can|may|must|shall|should|will|which|that|do|does|has|have|the)\b)"
)
_TWICE = re.compile(
    rf"{_HEAD}(?P<no>no |nor )?{_DET}{_NO_VERB}(?P<a>{_W})"
    rf" {_AUX}(?P<neg>not |never )?(?:ever )?(?:be )?[a-z]+(?: [a-z]+)?"
    rf" (?:twice|more than once) {_IN} {_ONE} (?P<s>{_W}){_END}"
)
_SHARED_BUT = re.compile(
    rf"{_HEAD}{_DET}(?P<a>{_W}) (?:can|may|might) (?:be )?(?:shared|reused|repeat|repeated|occur twice|recur|appear"
    rf" twice|used again|used twice)(?: (?:by|between|among|across) [a-z][\w -]*?)? ?,? ?but {_NEVER} (?:twice )?{_IN}"
    rf" {_ONE} (?P<s>{_W}){_END}"
)
_TWO_IN_ONE = re.compile(
    rf"\b(?:can|may|must|shall|should|will|is|are) not (?:ever )?(?:be )?2 (?P<x>{_W}) {_IN} (?:the same|1|a|any)"
    rf" (?P<a>{_W}) (?:and )?(?:(?:at|on|in|for) )?(?:the same|1|a) (?P<b>{_W}){_END}"
)
_MANY_ON_ONE = re.compile(
    rf"(?:\bno|\bnor (?:can|may|does) {_DET}|\b(?:a|an|each|the|every)) ?(?P<s>{_W}) {_AUX}(?:not |never )?"
    rf"(?:have|has|get|gets|hold|holds|make|makes|give|gives) (?:more than 1|2) (?P<x>{_W})"
    rf" (?:for|on|per|in|at|with) (?:a|an|the same|any|1|each|1 and the same) (?P<a>{_W}){_END}"
)
_ONE_OF_A = re.compile(
    rf"\b(?:only|just|at most|never more than|no more than|not more than) 1 (?P<x>{_W}) (?:of|with|by|for|under|per"
    rf"|at) (?:a given|any given|the same|a|an|any|each|1|that) (?P<a>{_W})(?: (?:in|within|per|at|of|on)"
    rf" (?:a|an|the|each|every|the same|1|any) (?P<s>{_W}))?{_END}"
)
_MAY_BUT_NEVER = re.compile(
    rf"\b2 (?P<x>{_W}) (?:can|may|might) (?:well )?(?:have|share|carry|use) (?:the same|a) {_W} ?,? ?but {_NEVER}"
    rf" (?:the )?(?:same )?(?P<a>{_W}){_END}"
)
_TOGETHER = re.compile(
    rf"\bcombination of {_DET}(?P<a>{_W})(?: , (?:the )?(?P<c>{_W}))? (?:and|with|plus) (?:the )?(?P<b>{_W}) {_MUST_BE}"
    rf"|{_HEAD}{_DET}(?P<a2>{_W})(?: , (?:the )?(?P<c2>{_W}))? (?:and|with|plus) (?:the )?(?P<b2>{_W})"
    rf" (?:(?:taken )?together|combined|in combination) {_MUST_BE} (?:always )?unique"
)


def read(parsed: Parsed, context: Context) -> bool:
    """Uniqueness inside something, told by "twice", "two" or "more than one"."""
    text = parsed.normal
    if "twice" in text or "more than once" in text:
        for match in _TWICE.finditer(text):
            if (match["no"] or match["neg"]) and _twice(context, match["a"], match["s"]):
                return True
    if " but " in text and _allowed_but(parsed, context):
        return True
    found = (" 2 " in text or "more than 1" in text) and _two(text, context)
    one = _ONE_OF_A.search(text) if " 1 " in text else None
    if one is not None and (owner := context.lookup(one["x"])) is not None:
        member = name_of(one["a"])
        if context.lookup(one["a"]) is None and _told(context, owner, member):
            found |= _emit(context, owner, [member], [one["s"]] if one["s"] else [])
    if found:
        context.no_links = True
    if "together" in text or "comb" in text:
        found |= _together(parsed, context)
    return found


def _allowed_but(parsed: Parsed, context: Context) -> bool:
    """ "Frequencies may be shared, but not in one region"; "the same name but never the same number"."""
    if shared := _SHARED_BUT.search(parsed.normal):
        _settle(parsed)
        return _emit(context, None, [name_of(shared["a"])], [shared["s"]])
    if never := _MAY_BUT_NEVER.search(parsed.normal):
        return _emit(context, context.lookup(never["x"]), [name_of(never["a"])], [])
    return False


def _two(text: str, context: Context) -> bool:
    """ "There cannot be two talks in one room at one time"; "no ward has more than one roster for a date"."""
    found = False
    match = _TWO_IN_ONE.search(text)
    if match is not None and (owner := context.lookup(match["x"])) is not None:
        found |= _emit(context, owner, [_member(context, owner, match[key]) for key in ("a", "b")], [])
    many = _MANY_ON_ONE.search(text) if " no" in f" {text}" or "never" in text else None
    if many is not None:
        owner, holder = context.lookup(many["x"]), context.lookup(many["s"])
        member = _member(context, owner, many["a"])
        if owner is not None and holder is not None and owner != holder and _told(context, owner, member):
            found |= _emit(context, owner, [holder, member], [])
    return found


def _twice(context: Context, what: str, where: str) -> bool:
    place = context.lookup(where)
    thing = context.lookup(what)
    if thing is None or thing == place or context.symbols.named(name_of(what)) != thing:
        return _emit(context, None, [name_of(what)], [where])
    if place is None:
        return False
    context.no_links = True
    return _emit(context, None, [thing, place], [])


def _together(parsed: Parsed, context: Context) -> bool:
    match = _TOGETHER.search(parsed.normal)
    if match is None:
        return False
    names = [n for key in ("a", "c", "b", "a2", "c2", "b2") if (n := match[key])]
    members = [name_of(n) for n in names]
    owners = [o for o, known in context.named.items() if all(m in known for m in members)]
    owner = owners[-1] if owners else context.topic or context.focus
    if owner is None:
        return False
    _settle(parsed)
    return _emit(context, owner, [_member(context, owner, n) for n in names], [])


def _settle(parsed: Parsed) -> None:
    """The uniqueness of the sentence is told: no clause tells it again of one word only."""
    for clause in parsed.clauses:
        clause.qualifiers = [q for q in clause.qualifiers if q.kind != "unique"]
        for noun in clause.nouns():
            noun.qualifiers = [q for q in noun.qualifiers if q.kind not in {"unique", "optional"}]


def _member(context: Context, owner: str | None, phrase: str) -> str:
    """The entity or attribute that a phrase means as a part of a key of `owner`."""
    entity = context.symbols.resolve(name_of(phrase))
    return entity if entity is not None and entity != owner else name_of(phrase)


def _told(context: Context, owner: str, member: str) -> bool:
    """Whether the text makes `member` a property or a reference: an entity, a known name or a known head."""
    return (
        member in context.named.get(owner, ())
        or context.symbols.named(member) is not None
        or member.split("_")[-1] in lex.TYPE_HEADS
    )


def _emit(context: Context, owner: str | None, members: list[str], scope: list[str]) -> bool:
    if not members or not all(members):
        return False
    context.emit(
        UniqueClaim(
            evidence=context.evidence(RULE), rule=RULE, owner=owner, members=members, scope=scope, focus=context.focus
        )
    )
    return True
