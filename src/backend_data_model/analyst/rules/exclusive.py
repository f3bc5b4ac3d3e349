"""exclusive: two possible owners, of which there is one - "attached to a policy or to a claim, never to both"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst.claims import ExclusiveClaim

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "exclusive"
_EITHER = re.compile(
    r"\b(?:either )?(?:to|for|from|with|on|by|of|in) (?:either )?(?:a|an|1|exactly 1) "
    r"(?P<a>[a-z][\w -]{1,30}?) or (?:(?:to|for|from|with|on|by|of|in) )?(?:a|an|1) (?P<b>[a-z][\w -]{1,30}?)"
    r"(?= ?[.,;]|$)"
)
_CUE = re.compile(r"\b(?:never (?:to )?both|not both|never (?:to )?neither|exactly 1 of|but not both|either)\b")


def read(parsed: Parsed, context: Context) -> bool:
    """Two possible owners of which a row has exactly one."""
    match = _EITHER.search(parsed.normal)
    if match is None or not _CUE.search(parsed.normal):
        return False
    targets = [context.lookup(match.group("a")), context.lookup(match.group("b"))]
    owner = context.topic
    for clause in parsed.clauses:
        for noun in clause.subjects:
            owner = context.entity(noun) or owner
        if owner is not None:
            break
    owner = owner or context.focus
    if owner is None or None in targets or targets[0] == targets[1]:
        return False
    context.no_links = True
    context.emit(
        ExclusiveClaim(
            evidence=context.evidence(RULE), rule=RULE, owner=owner, targets=[t for t in targets if t is not None]
        )
    )
    return True
