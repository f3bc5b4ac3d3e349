"""retention: how long rows are kept - "invoices are kept for ten years", "logs are deleted after 90 days"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst.claims import RetentionClaim

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "retention"
_KEEP = r"(?:kept|retained|stored|archived|held|preserved|deleted|erased|removed|purged|anonymi[sz]ed|wiped|discarded)"
_DO = r"(?:keep|retain|store|archive|hold|preserve|delete|erase|remove|purge|anonymi[sz]e|wipe|discard)"
_SPAN = (
    r"(?:for|after|within|once they are|older than|when (?:they are )?older than)"
    r" (?:at least |at most |up to |a maximum of |a minimum of |another |no longer than |a further )?"
    r"(?P<n>\d{1,4}) (?P<u>hour|day|week|month|year)s?"
)
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
    """The span is taken as said; what is counted from is kept where it is an attribute of the thing."""
    found = False
    for pattern in (_PASSIVE, _ACTIVE):
        for match in pattern.finditer(parsed.normal):
            entity = context.lookup(_thing(match["x"]))
            if entity is None:
                continue
            since = match["since"].strip() if match["since"] else None
            context.emit(
                RetentionClaim(
                    evidence=context.evidence(RULE),
                    rule=RULE,
                    entity=entity,
                    keep=_LETTER[match["u"]].format(match["n"]),
                    since=since,
                )
            )
            found = True
    return found


def _thing(words: str) -> str:
    """The noun at the end of what stands before the verb."""
    previous = None
    while previous != words:
        previous, words = words, _BEFORE.sub("", words).strip()
    return words
