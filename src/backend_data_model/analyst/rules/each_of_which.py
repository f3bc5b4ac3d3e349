"""each-of-which: what holds for each item of a list - "a name and an abbreviation, each of which is unique"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst.claims import AttributeClaim
from backend_data_model.analyst.members import qualify
from backend_data_model.analyst.qualifiers import Normalised

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "each-of-which"
_DISTRIBUTED = re.compile(r"\b(?:each|both|all|all (?P<n>\d+)|none|neither) of (?:which|them|these) ")


def read(parsed: Parsed, context: Context) -> bool:
    """What is said of each member of a list holds for all of them."""
    match = _DISTRIBUTED.search(parsed.normal)
    if match is None:
        return False
    start = Normalised(parsed.tokens).token_at(match.end())
    phrases = [q for q in parsed.qualifiers if q.first >= start - 1]
    named = [c for c in context.here() if isinstance(c, AttributeClaim)]
    if match.group("n"):
        named = named[-int(match.group("n")) :]
    for claim in named:
        qualify(context, claim.owner, claim.name, phrases, RULE)
    return bool(named and phrases)
