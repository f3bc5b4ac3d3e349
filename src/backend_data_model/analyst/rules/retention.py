"""retention: how long rows are kept - "invoices are kept for ten years", "logs are deleted after 90 days"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst.claims import RetentionClaim
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "retention"
_KEEP = r"(?:kept|retained|stored|archived|held|preserved|deleted|erased|removed|purged|anonymi[sz]ed|wiped|discarded)"
_DO = r"(?:keep|retain|store|archive|hold|preserve|delete|erase|remove|purge|anonymi[sz]e|wipe|discard)"
_VERBS = word_set("keep retain store archive hold preserve delete erase remove purge anonymise anonymize wipe discard")
_SPAN = (
    r"(?:for|after|within|once they are|older than|when (?:they are )?older than)"
    r" (?:at least |at most |up to |a maximum of |a minimum of |another |no longer than |a further )?"
    r"(?P<n>\d{1,4}) (?P<u>hour|day|week|month|year)s?"
)
_TIME = re.compile(r"\d (?:hour|day|week|month|year)")
_SINCE = r"(?: (?:after|from|since|following|of) (?:the |its |their )?(?P<since>[a-z][\w ]{2,40}))?"
_THING = r"(?P<x>[a-z][\w' -]{1,40}?)"
_PASSIVE = re.compile(
    rf"\b{_THING} (?:is|are|be)(?: to be| only| then| automatically)? {_KEEP}(?: by us| in full| again)?"
    rf" {_SPAN}{_SINCE}"
)
_ACTIVE = re.compile(rf"\b{_DO} {_THING} {_SPAN}{_SINCE}")
_LETTER = {"hour": "PT{}H", "day": "P{}D", "week": "P{}W", "month": "P{}M", "year": "P{}Y"}
_BEFORE = re.compile(
    r"^.*\b(?:and|but|while|the|all|any|our|old|that|every|each) "
    r"|\b(?:must|shall|should|have|need|will|has|may|can|only)(?: to)?$"
)


def read(parsed: Parsed, context: Context) -> bool:
    """The span is taken as said, and what is counted from where it is an attribute of the thing.

    True where the statement speaks of nothing but keeping and deleting.
    """
    if _TIME.search(parsed.normal) is None:
        return False
    found = False
    for pattern in (_PASSIVE, _ACTIVE):
        for match in pattern.finditer(parsed.normal):
            entity = context.lookup(_thing(match["x"])) or _subject(parsed, context)
            if entity is None:
                continue
            since = match["since"].strip() if match["since"] else None
            context.emit(
                RetentionClaim(
                    evidence=context.evidence(RULE),
                    rule=RULE,
                    entity=entity,
                    keep=_LETTER[match["u"]].format(match["n"]),
                    said=match[0],
                    since=since,
                )
            )
            found = True
    return found and all(clause.verb is None or clause.verb.lemma in _VERBS for clause in parsed.clauses)


def _subject(parsed: Parsed, context: Context) -> str | None:
    """The only thing that the statement's clauses speak of ("a photo has a caption and is deleted after a year")."""
    named = {e for clause in parsed.clauses for noun in clause.subjects if (e := context.entity(noun)) is not None}
    return named.pop() if len(named) == 1 else None


def _thing(words: str) -> str:
    """The noun at the end of what stands before the verb."""
    previous = None
    while previous != words:
        previous, words = words, _BEFORE.sub("", words).strip()
    return words
