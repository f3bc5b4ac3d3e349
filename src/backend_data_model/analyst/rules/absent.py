"""absent: a reference that may be missing - "without an account", "or at none"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst.claims import LinkClaim
from backend_data_model.analyst.linking import Bounds, emit_link

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "absent"
_OR_NONE = re.compile(
    r"\bor(?: ,[^,]{1,60},)? (?:(?:at|in|on|to|with|of|for|by) )?none\b|\bor not at all\b"
    r"|\bor (?:is|are|has|have|does|do) not\b"
)
_NONE = re.compile(
    r"\b(?:there (?:is|are|may be) no|or (?:at|in|on|to|with) none|without (?:a|an|any)) (?P<x>[a-z][\w-]*"
    r"(?: [a-z][\w-]*)?)"
)


def read(parsed: Parsed, context: Context) -> bool:
    """A reference that may be missing."""
    match = _NONE.search(parsed.normal)
    if match is None:
        return False
    target = context.lookup(match.group("x"))
    owner = (
        next(
            (
                e
                for clause in parsed.clauses
                for n in clause.subjects
                if n.determiner != "no" and (e := context.entity(n)) is not None
            ),
            None,
        )
        or context.focus
    )
    if target is None or owner is None or owner == target:
        return False
    emit_link(context, RULE, owner, target, Bounds(0, 1, 0))
    return True


def soften(parsed: Parsed, context: Context) -> bool:
    """References that hold only in some cases: "at one branch or, while travelling, at none"; "if I am logged in"."""
    conditional = any(clause.condition == "if" for clause in parsed.clauses[:-1])
    if not conditional and not _OR_NONE.search(parsed.normal):
        return False
    for claim in context.here():
        if isinstance(claim, LinkClaim) and claim.max == 1:
            claim.min = 0
    return False
