"""change: values added and dropped, fields and things given up, uniqueness lifted - "we dropped the fax number"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.claims import FreeClaim, LinkClaim, RemovalClaim, RenameClaim, UniqueClaim, ValuesClaim
from backend_data_model.analyst.known_names import known_attribute, known_thing, valued_attribute
from backend_data_model.analyst.linking import Bounds, emit_link
from backend_data_model.analyst.members import qualify
from backend_data_model.analyst.morphology import identifier
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "change"
_QUOTED = re.compile(r'"([^"]{1,60})"')
_ADD = re.compile(r"\b(?:add|adds|added|adding|introduce|introduced|include|foreseen in addition|is new|also needs?)\b")
_ADDED = re.compile(
    r"\b(?:add|adding|added|introduce|introduced) (?:the |a |an |another )?(?:new |further )?(?:value|values|state"
    r"|states|status|option|options|level|kind|type|category)?:? ?(?P<v>[a-z][\w-]*(?: (?:and|or|,) [a-z][\w-]*){0,5})"
    r"(?= ?$| [.;,!]| to | as )"
)
_GONE = (
    r"(?:dropped|removed|deleted|gone|scrapped|abandoned|cancelled|given up|cut|struck|struck out|discontinued"
    r"|no longer (?:needed|kept|recorded|stored|used|required|noted|tracked|wanted|collected)"
    r"|not (?:needed|kept|recorded|stored|used|noted|tracked|wanted|collected) (?:after all|any ?more|any longer)"
    r"|out|superfluous|obsolete)"
)
_PHRASE = r"(?P<x>[a-z][\w'’-]*(?: [a-z][\w'’-]*){0,5}?)"
_DROP = re.compile(
    r"(?:\b(?:we|they|i)(?: have|'ve)? (?:dropped|removed|deleted|scrapped|abandoned|gave up|left out|took out)"
    r"|\b(?:we|they|i) (?:no longer (?:need|keep|record|store|want|note|track|use|collect)|drop|remove|scrap|abandon"
    r"|give up|leave out)|^(?:please )?(?:drop|remove|delete|scrap|forget(?: about)?|leave out|strike|omit|skip)"
    r"|(?<=[,:;] )(?:please )?(?:drop|remove|delete|scrap|forget(?: about)?|leave out|strike|omit|skip))"
    rf" (?:the |a |an |all |any )?{_PHRASE}(?= ?$| [,.;:!(–-]| from | again| altogether| completely| entirely| after"
    r" all| because| since| as | and )"
)
_NOT_NEEDED = re.compile(
    r"\b(?:we|they|i) (?:do not|don't|will not|won't) (?:need|keep|record|store|want|note|track|collect) (?:the |a |an "
    rf"|any )?{_PHRASE} (?:after all|any ?more|any longer)\b"
)
_IS_GONE = re.compile(
    rf"(?:^|[,;:] )(?:the |a |an |all |both )?{_PHRASE} (?:(?:is|are|was|were|has been|have been"
    rf"|gets?) (?:now )?{_GONE}"
    r"|goes(?= ?$| [.,;!])|disappears?|falls? away)(?= ?$| [.,;!]| from| altogether| after| because| and)"
)
_NO_MORE = re.compile(
    rf"(?:^|[,;:] )(?:there (?:is|are) )?(?:no|no more|no longer (?:a|an|any)) {_PHRASE}"
    r"(?: any ?more| any longer| after all)(?= ?$| [.,;!])"
)
_STAYS = re.compile(rf"(?:^|[,;:] )(?:the )?{_PHRASE} (?:stays?|remains?|is kept|are kept)(?= ?$| [.,;!]| as )")
_RENAMED = re.compile(
    rf"\b(?:(?:we )?(?:have )?(?:renamed|call|rename) (?:the )?{_PHRASE} (?:to|into|as)|(?:the )?(?P<y>[a-z][\w'’-]*"
    r"(?: [a-z][\w'’-]*){0,4}) (?:is|are|was|were|has been|have been) (?:renamed(?: to| into| as)?|now called"
    r"|now named|called [a-z]+ no longer but)) (?:the )?(?P<new>\"[\w-]+\"|[a-z][\w-]*(?: [a-z][\w-]*)?)"
    r"(?= ?$| [.,;!(]| now| from now| everywhere| throughout)"
)
_NOT_UNIQUE = re.compile(
    rf"(?:^|[,;:] )(?:the )?{_PHRASE} (?:need not be|needn't be|do not (?:need|have) to be|does not (?:need|have) to be"
    r"|is not|are not|isn't|aren't|is no longer|are no longer|must not be|not) unique\b(?! (?:within|in|per|for|on|at"
    r"|across))"
)
_MAY_REPEAT = re.compile(
    rf"(?:^|[,;:] )(?:the |the same )?{_PHRASE} (?:may|can|might) (?:now )?(?:repeat|be repeated|recur|be reused"
    r"|be re-used|occur (?:twice|several times|more than 1)|appear (?:twice|several times)|be (?:shared|duplicated))"
)
_SHARE = re.compile(
    r"\b(?:2|several|many|different) (?P<o>[a-z][\w-]*(?: [a-z][\w-]*)?) (?:may|can|might) (?:now |well )?(?:share"
    r"|have|bear|carry|use) (?:the same|a|an|1|the) (?P<m>[a-z][\w-]*(?: [a-z][\w-]*)?)"
)
_NOT_ONE_PER = re.compile(
    r"\bnot (?:just |only |merely )?(?:1|exactly 1|at most 1)(?: [a-z][\w-]*)? (?:per|for each|for every|for an?) "
    r"(?P<y>[a-z][\w-]*(?: [a-z][\w-]*)?)"
)
_MAKE_IT = re.compile(
    r"\b(?:make|let|call) (?:it|that|them|this)\b|^(?:so |then |let us |please )?(?:say|make|take)"
    r" (?=[\d-]|at |up |between |from )"
)
_FORGET = re.compile(
    r"\b(?:forget|ignore|disregard|scratch|strike) (?:what|everything|all) (?:i|we|they|you) (?:said|wrote|told you"
    r"|noted) (?:about|on|of|regarding) (?:the )?(?P<x>[a-z][\w'’-]*(?: [a-z][\w'’-]*){0,4}?)(?= ?$| [,.;:!(–-]| and )"
)
_NOTHING = word_set("it that this them everything all nothing")


def read(parsed: Parsed, context: Context) -> bool:
    """What a statement that speaks of a change takes back or adds."""
    if not parsed.statement.rank:
        return False
    text = _without_end(parsed.normal)
    topic = _topic(parsed, context)
    if _values(text, topic, context):
        return True
    return _removed(text, context) or _renamed(text, context) or _free(text, context) or _bounds(parsed, text, context)


def _without_end(text: str) -> str:
    return text.rstrip(" .!")


def _topic(parsed: Parsed, context: Context) -> tuple[str, str] | None:
    """The attribute that the label of an item names ("Priority: ...", "on minimum age: ...")."""
    label = parsed.header.name.replace("_", " ") if parsed.header is not None else parsed.statement.header
    found = known_attribute(context, label.lower()) if label else None
    if found is not None:
        context.last_attribute = found
    return found


def _values(text: str, topic: tuple[str, str] | None, context: Context) -> bool:
    valued = valued_attribute(context, text, topic)
    if valued is None:
        return False
    owner, name, values = valued
    known = {_value(value): value for value in values}
    added: list[str] = []
    if _ADD.search(text):
        quoted = [_value(one) for one in _QUOTED.findall(text)]
        bare = [_value(one) for match in _ADDED.finditer(text) for one in re.split(r" (?:and|or|,) ", match["v"])]
        added = [one for one in quoted or bare if one not in known and context.symbols.named(one) is None]
    gone, stays = [], []
    for match in [*_DROP.finditer(text), *_IS_GONE.finditer(text.replace('"', ""))]:
        gone += [known[one] for one in map(_value, re.split(r" (?:and|or|,) ", match["x"])) if one in known]
    for match in _STAYS.finditer(text.replace('"', "")):
        stays += [known[one] for one in map(_value, re.split(r" (?:and|or|,) ", match["x"])) if one in known]
    for match in re.finditer(r"\b(?:drop|remove|delete|without) \"?([\w-]+)\"?", text):
        gone += [known[one] for one in [_value(match[1])] if one in known]
    added = [one for one in added if one not in gone]
    if not (added or gone or stays):
        return False
    context.last_attribute = (owner, name) if owner is not None else context.last_attribute
    context.emit(
        ValuesClaim(
            evidence=context.evidence(RULE),
            rule=RULE,
            owner=owner,
            attribute=name,
            added=tuple(dict.fromkeys([*added, *stays])),
            dropped=tuple(dict.fromkeys(gone)),
        )
    )
    return True


def add_asked(question: Parsed, context: Context) -> bool:
    """ "Channel "mobile app"? - Yes.": the values in quotes join the list that the question names."""
    text = _without_end(question.normal.rstrip("? "))
    quoted = [_value(one) for one in _QUOTED.findall(text)]
    valued = valued_attribute(context, _QUOTED.sub("", text), None) if quoted else None
    if valued is None:
        return False
    owner, name, values = valued
    added = tuple(one for one in quoted if one not in map(_value, values))
    context.emit(ValuesClaim(evidence=context.evidence(RULE), rule=RULE, owner=owner, attribute=name, added=added))
    return True


def _value(text: str) -> str:
    return "_".join(text.lower().replace("-", " ").replace("_", " ").replace('"', "").split())


def _removed(text: str, context: Context) -> bool:
    found = False
    for pattern in (_DROP, _NOT_NEEDED, _IS_GONE, _NO_MORE):
        for match in pattern.finditer(text):
            for phrase in re.split(r" (?:and|,) ", match["x"]):
                found |= _remove(phrase, context)
        if found:
            return True
    return False


def _remove(phrase: str, context: Context) -> bool:
    if phrase in _NOTHING:
        return False
    attribute = known_attribute(context, phrase)
    thing = None if attribute is not None else known_thing(context, phrase)
    if attribute is None and thing is None:
        return False
    owner, name = attribute or (str(thing), None)
    context.emit(RemovalClaim(evidence=context.evidence(RULE), rule=RULE, owner=owner, attribute=name))
    return True


def _renamed(text: str, context: Context) -> bool:
    match = _RENAMED.search(text)
    if match is None:
        return False
    attribute = known_attribute(context, match["x"] or match["y"])
    if attribute is None:
        return False
    name = identifier([w for w in match["new"].strip('"').replace("_", " ").split() if w not in lex.DETERMINERS])
    owner, old = attribute
    context.emit(RenameClaim(evidence=context.evidence(RULE), rule=RULE, owner=owner, attribute=old, name=name))
    return True


def _free(text: str, context: Context) -> bool:
    found = False
    for pattern in (_NOT_UNIQUE, _MAY_REPEAT):
        for match in pattern.finditer(text):
            attribute = known_attribute(context, match["x"])
            if attribute is not None:
                found |= _emit_free(context, *attribute)
    for match in _SHARE.finditer(text):
        owner = context.lookup(match["o"])
        member = known_attribute(context, match["m"], owner)
        if owner is not None and member is not None:
            found |= _emit_free(context, owner, member[1])
    for match in _NOT_ONE_PER.finditer(text):
        other = context.lookup(match["y"])
        owner = _single_of(context, other) if other is not None else None
        if other is not None and owner is not None and owner != other:
            emit_link(context, RULE, other, owner, Bounds(0, None, 3))
            found |= _emit_free(context, owner, other)
    return found


def _single_of(context: Context, other: str) -> str | None:
    """What there was one of for each `other`; of several the one spoken of."""
    links = [c for c in context.claims if isinstance(c, LinkClaim) and c.max == 1]
    single = {c.target for c in links if c.source == other}
    single |= {str(c.owner or c.focus) for c in context.claims if isinstance(c, UniqueClaim) and c.members == [other]}
    spoken = context.topic or context.focus
    if spoken in single or not single:
        return spoken if spoken != other else None
    return next(iter(single)) if len(single) == 1 else None


def _emit_free(context: Context, owner: str, member: str) -> bool:
    context.emit(FreeClaim(evidence=context.evidence(RULE), rule=RULE, owner=owner, member=member))
    return True


def _bounds(parsed: Parsed, text: str, context: Context) -> bool:
    """ "Forget what I said about the discount, make it at most 50": the bound is of what was spoken of."""
    spoken = _FORGET.search(text)
    attribute = known_attribute(context, spoken["x"]) if spoken else None
    if attribute is not None:
        context.last_attribute = attribute
        context.focus = attribute[0]
    if (attribute or _MAKE_IT.search(text)) and parsed.qualifiers and context.last_attribute is not None:
        qualify(context, *context.last_attribute, parsed.qualifiers, RULE)
        return True
    return False
