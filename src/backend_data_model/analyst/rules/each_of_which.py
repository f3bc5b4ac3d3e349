"""each-of-which: what holds for each item of a list - "a name and an abbreviation, each of which is unique"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from backend_data_model.analyst.claims import AttributeClaim
from backend_data_model.analyst.members import qualify
from backend_data_model.analyst.qualifiers import Normalised

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "each-of-which"
_DISTRIBUTED = re.compile(r"\b(?P<w>each|both|all|all (?P<n>\d+)|none|neither) of (?:which|them|these) ")


def read(parsed: Parsed, context: Context) -> bool:
    """What is said of each member of a list holds for all of them."""
    match = _DISTRIBUTED.search(parsed.normal)
    if match is None:
        return False
    start = Normalised(parsed.tokens).token_at(match.end())
    phrases = [q for q in parsed.qualifiers if q.first >= start - 1]
    if match.group("w") in {"none", "neither"}:
        phrases = [replace(q, kind="optional") if q.kind == "required" else q for q in phrases]
    named = [c for c in context.here() if isinstance(c, AttributeClaim)]
    if match.group("n"):
        named = named[-int(match.group("n")) :]
    elif match.group("w") in {"both", "neither"}:
        named = named[-2:]
    for claim in named:
        qualify(context, claim.owner, claim.name, phrases, RULE)
    return bool(named and phrases)


def strip(parsed: Parsed, _context: Context) -> bool:
    """Keeps the clauses from saying of the last of a list, or of the whole, what is said of several."""
    match = _DISTRIBUTED.search(parsed.normal)
    if match is None:
        return False
    start = Normalised(parsed.tokens).token_at(match.end()) - 1
    for clause in parsed.clauses:
        clause.qualifiers = [q for q in clause.qualifiers if q.first < start]
        for noun in clause.nouns():
            noun.qualifiers = [q for q in noun.qualifiers if q.first < start]
    return False
