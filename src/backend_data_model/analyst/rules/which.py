"""which: things named by an indirect question - "each ticket says which performance it is for"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.linking import Bounds, emit_link

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "which"
_ASKED = re.compile(
    r"\b(?:(?P<prep>from|to|at|in|on|for|by|with|of) )?(?:which|what) (?P<x>[a-z][\w-]*(?: [a-z][\w-]*)?)"
)
_TELLING = re.compile(
    r"\b(?:says?|say|shows?|states?|records?|recorded|know|knows|tells?|note|noted|notes|written|keep|store|booked"
    r"|who|how many|when|why)\b"
)


def read(parsed: Parsed, context: Context) -> bool:
    """Each of the owner has one of what is asked for; the preposition tells two of a kind apart."""
    asked = list(_ASKED.finditer(parsed.normal))
    if not asked or not _TELLING.search(parsed.normal):
        return False
    owner = _owner(parsed, context, parsed.normal[: asked[0].start()])
    if owner is None:
        return False
    targets = [(match, context.lookup(match.group("x"))) for match in asked]
    found = False
    for match, target in targets:
        if target is None or target == owner:
            continue
        twice = sum(other == target for _, other in targets) > 1
        role = f"{match.group('prep')}_{target}" if twice and match.group("prep") else None
        emit_link(context, RULE, owner, target, Bounds(1, 1, 2), role=role)
        found = True
    return found


def _owner(parsed: Parsed, context: Context, before: str) -> str | None:
    """The thing that is spoken of before the first question."""
    if context.entity(parsed.header) is not None:
        return context.topic
    if context.occasion is not None:
        return context.occasion
    for clause in parsed.clauses:
        told = [noun for noun in clause.prep("for", "of", "on", "per") if noun.determiner in lex.UNIVERSAL]
        for noun in [*clause.subjects, *told, *clause.objects]:
            named = " ".join(noun.words)
            if named in before and (entity := context.entity(noun)) is not None:
                return entity
    return context.topic or context.focus
