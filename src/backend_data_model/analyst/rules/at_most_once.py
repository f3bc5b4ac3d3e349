"""at-most-once: things that come together once only - "at most one pledge per donor and campaign"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.claims import UniqueClaim
from backend_data_model.analyst.linking import Bounds, emit_link
from backend_data_model.analyst.morphology import identifier
from backend_data_model.analyst.ownership import owner_and_name
from backend_data_model.analyst.rules.event import event_of

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.phrase import Noun
    from backend_data_model.analyst.reading import Parsed

RULE = "at-most-once"
_W = r"[a-z][\w'-]*(?: [a-z][\w'-]*){0,2}?"
_END = r"(?= ?[.,;!?)]|$| and no more| at most| is enough| for now| only)"
_CUE = re.compile(
    r"(?:\b(?:only|just|at most|no more than|not more than|never more than|exactly|more than)|\b(?:listed"
    r"|appears?|occurs?|goes|used|included|entered|put|added|invited|assigned|placed|booked|given"
    r"|named)(?: [a-z]+){0,6}?) once\b"
    r"|\bonce (?:only|at most|per|at the most|is enough|in (?:a|the|each|1))\b|\beach of them once\b|\b(?:never"
    r"|not) (?:[a-z]+ ){0,4}?(?:twice|a 2 time|more than once)\b|\bjust 1 time\b|\bthe same [a-z]+ twice\b"
    r"|\bonce [.]?$"
)
_PER = re.compile(
    r"(?P<most>at most |no more than |not more than |never more than |only |exactly |just )?(?:1"
    rf"|a single) (?P<x>{_W}) (?:per|for each|for every|for|in each|in a|in 1) (?:(?:each|every|a|an|the|any"
    rf"|given) )*(?P<a>{_W})(?: (?:and|in|per|for|on) (?:(?:each|every|a|an|the|any|given|1"
    rf"|same) )*(?P<b>{_W}))?(?P<tail> at most| only| and no more)?{_END}"
)
_PER_FIRST = re.compile(
    rf"\b(?:per|for each|for every|for) (?:each |every |a |an )?(?P<a>{_W})(?: and (?P<b>{_W}))? ,?(?: there "
    rf"(?:is|can be|may be) )?(?:exactly |only |at most )?1 (?P<x>{_W}) (?:and no more|at most|only)"
)
_SECOND = re.compile(
    rf"\b(?:a 2|another|a second) (?P<x>{_W}) for the same (?P<a>{_W})(?: in the same (?P<b>{_W}))?\b.*"
    r"(?:impossible|not|never|refused|forbidden)"
)
_NO_MORE = re.compile(
    rf"(?P<a>{_W}) (?:shall |must |may |can |should |will |can not |may not |must not )?[a-z]+(?: in| out| off| up)?"
    rf" (?:no more than|at most|only|not more than|never more than|more than|just) 1 (?P<x>{_W})"
    rf" (?:in|per|for each|for every|for|on|within|at|to|about)"
    rf" (?:(?:each|every|a|an|the|any|given|1|same) )*(?P<b>{_W}){_END}"
)
_TALLY = re.compile(
    r"(?:, )?(?:never|not|and never|but never|no) more than (?:1|once)\b|, only 1 per\b|, only once\b|, once :"
    r"|, each of them once|\bat most (?:1|once)\b|, only 1 of them\b"
)


_PER_ALONE = re.compile(rf"(?:^|[,;.] )(?:at most|no more than|only|not more than|exactly) 1 per (?P<a>{_W}){_END}")


def read(parsed: Parsed, context: Context) -> bool:
    """A set of entities that may come together once only."""
    text = parsed.normal
    if any(claim.rule == "may-repeat" or isinstance(claim, UniqueClaim) for claim in context.here()):
        return False
    single = "1 " in text or "single" in text
    if not (single or "once" in text or "twice" in text or "same" in text):
        return False
    for pattern in (_NO_MORE, _SECOND, _PER_FIRST, _PER):
        match = pattern.search(text) if (single if pattern is not _SECOND else "same" in text) else None
        if match is None:
            continue
        groups = match.groupdict()
        owner = context.lookup(groups.get("x"))
        others = [
            e
            for e in (context.lookup(groups.get("a")), context.lookup(groups.get("b")))
            if e is not None and e != owner
        ]
        if owner is None or not others:
            continue
        if pattern is _NO_MORE and (context.lookup(groups["a"]) is None or len(others) < 2):
            continue
        others += [f"@{part}" for part in (groups.get("a"), groups.get("b")) if _is_property(context, owner, part)]
        if pattern is _PER and len(others) == 1 and not (groups.get("most") or groups.get("tail")):
            continue
        if pattern is _NO_MORE and len(others) > 1:
            context.once = owner
            context.no_links = True
            for end in (other for other in others if not other.startswith("@")):
                emit_link(context, RULE, owner, end, Bounds(1, 1, 1))
        context.no_links = context.no_links or (pattern is _PER and others[-1].startswith("@"))
        return _emit(context, owner, others)
    if (match := _PER_ALONE.search(text)) and (context.topic or context.focus):
        owner, other = context.topic or context.focus, context.lookup(match.group("a"))
        if owner is not None and other is not None and other != owner:
            return _emit(context, owner, [other])
    if _CUE.search(text):
        return _mentions(parsed, context)
    if _TALLY.search(text):
        return _tally(parsed, context)
    return False


def _is_property(context: Context, owner: str, part: str | None) -> bool:
    """Whether a word of the sentence is a property of the owner: one that it has, or a day."""
    return part is not None and (part in context.named.get(owner, ()) or part in {"day", "date"})


def _mentions(parsed: Parsed, context: Context) -> bool:
    """The entities named in the sentence; the resolver finds the table that ties them."""
    if any(context.entity(noun) is not None for clause in parsed.clauses for noun in clause.prep("as")):
        return False
    if _attribute_in(parsed, context):
        return True
    event = next((e for clause in parsed.clauses if (e := event_of(clause, context)) is not None), None)
    entities = _entities(parsed, context)
    if context.focus is not None and len(entities) < 2 and re.search(r"\b(?:it|they|them|its)\b", parsed.normal):
        entities.append(context.focus)
    entities = list(dict.fromkeys(entities))
    if len(entities) < 2:
        return False
    context.no_links = True
    return _emit(context, event, [e for e in entities if e != event][:4])


def _attribute_in(parsed: Parsed, context: Context) -> bool:
    """ "On one farm a field name is only there once": an attribute with its owner, inside another thing."""
    for clause in parsed.clauses:
        for noun in clause.subjects[:1]:
            owner, name = owner_and_name(context, noun)
            if owner is None or name is None or noun.head not in lex.TYPE_HEADS or noun.determiner == "no":
                continue
            inside = [n for n in clause.prep("in", "on", "within", "per", "at", "inside") if context.entity(n) != owner]
            scope = [" ".join(n.words) for n in inside if context.entity(n) is not None]
            if scope:
                evidence = context.evidence(RULE)
                context.emit(
                    UniqueClaim(evidence=evidence, rule=RULE, owner=owner, members=[name], scope=scope, focus=owner)
                )
                return True
    return False


def _tally(parsed: Parsed, context: Context) -> bool:
    """ "A mark is recorded for each pupil and subject, never more than one"."""
    for clause in parsed.clauses:
        owner = next((e for e in (context.entity(n) for n in _made_first(clause)) if e is not None), None)
        others = [
            e
            for e in (context.entity(n) for n in clause.prep("for", "per", "to", "on", "in", "with"))
            if e is not None and e != owner
        ]
        if owner is not None and others:
            return _emit(context, owner, list(dict.fromkeys(others)))
    return False


def _made_first(clause: Clause) -> list[Noun]:
    """The nouns of a clause, what is made before who makes it."""
    verb = clause.verb
    if verb is not None and not verb.passive and lex.VERB_FRAMES.get(verb.lemma) in {"create", "record"}:
        return [*clause.objects, *clause.subjects]
    return [*clause.subjects, *clause.objects]


def _entities(parsed: Parsed, context: Context) -> list[str]:
    found: list[str] = []
    for clause in parsed.clauses:
        for noun in [*clause.subjects, *clause.objects, *(n for _, ns in clause.preps for n in ns)]:
            entity = context.entity(noun)
            if entity is not None and noun.head not in lex.WEAK_HEADS:
                found.append(entity)
            elif (
                entity is None
                and noun.head in lex.TYPE_HEADS
                and noun.determiner in {"same", "a", "the", "one", None}
                and (
                    any(identifier(noun.words) in names for names in context.named.values())
                    or any(other.name == noun.name and other is not noun for c in parsed.clauses for other in c.objects)
                )
            ):
                found.append("@" + noun.name)
    return found


def _emit(context: Context, owner: str | None, members: list[str]) -> bool:
    context.emit(
        UniqueClaim(evidence=context.evidence(RULE), rule=RULE, owner=owner, members=members, focus=context.focus)
    )
    return True
