"""start-end: moments that verbs tell - "it starts and ends at given times"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst.claims import AttributeClaim

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "start-end"
_BOTH = re.compile(r"\b(?P<a>starts?|begins?|opens?) and (?P<b>ends?|finish(?:es)?|closes?) (?P<at>at|on)\b")
_ONE = re.compile(
    r"\b(?P<a>starts|begins|ends|finishes|expires|opens|closes) (?P<at>at|on) (?:a |an |the |some |given "
    r"|certain |specific |fixed )*(?P<n>time|times|date|dates|moment|day|point in time)\b"
)
_THIRD = {"start": "starts", "begin": "begins", "end": "ends", "finish": "finishes", "open": "opens", "close": "closes"}


def read(parsed: Parsed, context: Context) -> bool:
    """Moments that verbs tell: `starts_at`, `ends_at`, `expires_at`."""
    match = _BOTH.search(parsed.normal)
    if match is not None:
        verbs = [match.group("a"), match.group("b")]
        day = match.group("at") == "on"
    else:
        match = _ONE.search(parsed.normal)
        if match is None:
            return False
        verbs, day = [match.group("a")], match.group("n") in {"date", "dates", "day"}
    owner = None
    for clause in parsed.clauses:
        for noun in clause.subjects:
            owner = context.entity(noun) or owner
    owner = owner or context.focus
    if owner is None:
        return False
    for verb in verbs:
        name = f"{_THIRD.get(verb, verb)}_{'on' if day else 'at'}"
        context.emit(
            AttributeClaim(
                evidence=context.evidence(RULE), rule=RULE, owner=owner, name=name, type="date" if day else "timestamp"
            )
        )
        context.last_attribute = (owner, name)
    return True
